import { expect, test } from "vitest";
import {
  readSandboxSentinels,
  SANDBOX_FAIL_CODES,
  SANDBOX_SENTINELS,
  withoutSandboxSentinels,
} from "./sandbox-sentinels.ts";

test.each([
  ["[[sandbox:refuse]]", { word: "refuse" }],
  ["[[sandbox:length]]", { word: "length" }],
  ["[[sandbox: empty ]]", { word: "empty" }],
  ["[[sandbox:delay ms=0]]", { word: "delay", ms: 0 }],
  ["[[sandbox:delay ms=600000]]", { word: "delay", ms: 600_000 }],
  ["[[sandbox:size kb=1024]]", { word: "size", kb: 1_024 }],
  [
    "[[sandbox:fail code=provider_429]]",
    { word: "fail", code: "provider_429", times: "always", lane: null },
  ],
  [
    "[[sandbox:fail  times=always\tcode=invalid_input]]",
    { word: "fail", code: "invalid_input", times: "always", lane: null },
  ],
  [
    "[[sandbox:fail code=content_policy times=once lane=openai.batch-1]]",
    { word: "fail", code: "content_policy", times: 1, lane: "openai.batch-1" },
  ],
  [
    "[[sandbox:fail code=provider_500 times=100]]",
    { word: "fail", code: "provider_500", times: 100, lane: null },
  ],
])("%s is obeyed", (text, sentinel) => {
  expect(readSandboxSentinels(`Name a river. ${text} Or two.`)).toEqual({
    sentinels: [sentinel],
    problem: null,
  });
});

const WORDS = "fail, delay, refuse, length, empty, size";
const CODES = SANDBOX_FAIL_CODES.join(" or code=");

test.each([
  ["[[sandbox:fial]]", `"fial" is no sandbox sentinel; there are ${WORDS}`],
  ["[[sandbox:]]", `"" is no sandbox sentinel; there are ${WORDS}`],
  ["[[sandbox:toString]]", `"toString" is no sandbox sentinel; there are ${WORDS}`],
  ["[[sandbox:delay 5]]", '"5" is not written name=value'],
  ["[[sandbox:delay ms=]]", '"ms=" is not written name=value'],
  ["[[sandbox:delay MS=5]]", '"MS=5" is not written name=value'],
  ["[[sandbox:delay ms=5 kb=1]]", 'delay takes ms, not "kb"'],
  ["[[sandbox:fail ms=5]]", 'fail takes code, times, lane, not "ms"'],
  ["[[sandbox:size ms=5]]", 'size takes kb, not "ms"'],
  ["[[sandbox:refuse ms=5]]", 'refuse takes nothing, not "ms"'],
  ["[[sandbox:length ms=5]]", 'length takes nothing, not "ms"'],
  ["[[sandbox:empty ms=5]]", 'empty takes nothing, not "ms"'],
  ["[[sandbox:delay]]", "delay takes ms=0 to ms=600000"],
  ["[[sandbox:delay ms=600001]]", "delay takes ms=0 to ms=600000"],
  ["[[sandbox:delay ms=x5]]", "delay takes ms=0 to ms=600000"],
  ["[[sandbox:delay ms=5x]]", "delay takes ms=0 to ms=600000"],
  ["[[sandbox:delay ms=00000005]]", "delay takes ms=0 to ms=600000"],
  ["[[sandbox:size kb=1025]]", "size takes kb=0 to kb=1024"],
  ["[[sandbox:fail]]", `fail takes code=${CODES}`],
  ["[[sandbox:fail code=provider_418]]", `fail takes code=${CODES}`],
  [
    "[[sandbox:fail code=provider_429 times=101]]",
    'times is once, always or a number up to 100, not "101"',
  ],
  [
    "[[sandbox:fail code=provider_429 times=twice]]",
    'times is once, always or a number up to 100, not "twice"',
  ],
])("%s is named with what is wrong", (text, problem) => {
  expect(readSandboxSentinels(text)).toEqual({ sentinels: [], problem: `${text}: ${problem}` });
});

test("sentinels are read in their order, up to the first that is not understood", () => {
  const text = "[[sandbox:refuse]] a [[sandbox:delay ms=1]] [[sandbox:x]] [[sandbox:empty]]";
  const { sentinels, problem } = readSandboxSentinels(text);
  expect(sentinels).toEqual([{ word: "refuse" }, { word: "delay", ms: 1 }]);
  expect(problem).toContain("[[sandbox:x]]");
});

test("what only looks like a sentinel is text, and a text of openings is read in no time", () => {
  const texts = [
    "[sandbox:refuse]",
    "[[sandbox refuse]]",
    "[[sandbox:a]b]]",
    `[[sandbox:${"x".repeat(301)}]]`,
    "[[sandbox:".repeat(100_000),
  ];
  for (const text of texts)
    expect(readSandboxSentinels(text)).toEqual({ sentinels: [], problem: null });
  expect(readSandboxSentinels(`[[sandbox:${"x".repeat(300)}]]`).problem).not.toBeNull();
});

test("a text is left without its sentinels and the blanks around it", () => {
  const text = " [[sandbox:refuse]] Name [[sandbox:nonsense]]a river. [[sandbox:delay ms=5]]\n";
  expect(withoutSandboxSentinels(text)).toBe("Name a river.");
});

test("each example that is shown is obeyed, and each syntax names all that it takes", () => {
  for (const [word, { example, syntax }] of Object.entries(SANDBOX_SENTINELS)) {
    expect(readSandboxSentinels(example)).toMatchObject({ sentinels: [{ word }], problem: null });
    expect(syntax.startsWith(`[[sandbox:${word}`) && syntax.endsWith("]]")).toBe(true);
  }
  expect(SANDBOX_SENTINELS.fail.syntax).toBe(
    `[[sandbox:fail code=${SANDBOX_FAIL_CODES.join("|")} times=once|n|always lane=lane_id]]`,
  );
});
