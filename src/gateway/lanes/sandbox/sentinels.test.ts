import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { estimateTextTokens } from "#contract/manifest/token-estimate.ts";
import {
  readSandboxSentinels,
  SANDBOX_FAIL_CODES,
  SANDBOX_SENTINELS,
  withoutSandboxSentinels,
} from "#contract/sandbox-sentinels.ts";
import { LANE_FAILURES } from "../lane.ts";
import { cutToTokens } from "./cut-to-tokens.ts";

describe("readSandboxSentinels", () => {
  it("reads every example of its own table", () => {
    for (const [word, { example }] of Object.entries(SANDBOX_SENTINELS)) {
      expect(readSandboxSentinels(`before ${example} after`)).toEqual({
        sentinels: [expect.objectContaining({ word })],
        problem: null,
      });
    }
  });

  it("reads several in order, wherever they stand", () => {
    const text =
      "[[sandbox:delay ms=20]]a[[sandbox: fail  code=provider_500 times=once lane=lane_groq ]]\n[[sandbox:empty]]";

    expect(readSandboxSentinels(text).sentinels).toEqual([
      { word: "delay", ms: 20 },
      { word: "fail", code: "provider_500", times: 1, lane: "lane_groq" },
      { word: "empty" },
    ]);
    expect(withoutSandboxSentinels(text)).toBe("a");
  });

  it.each([
    [
      "[[sandbox:boom]]",
      '"boom" is no sandbox sentinel; there are fail, delay, refuse, length, empty, size',
    ],
    ["[[sandbox:toString]]", '"toString" is no sandbox sentinel'],
    ["[[sandbox:]]", '"" is no sandbox sentinel'],
    ["[[sandbox:fail]]", "fail takes code=provider_429 or code=provider_500"],
    ["[[sandbox:fail code=nope]]", "fail takes code=provider_429"],
    ["[[sandbox:fail code=provider_500 times=maybe]]", 'not "maybe"'],
    ["[[sandbox:fail code=provider_500 times=101]]", "a number up to 100"],
    ["[[sandbox:delay ms=-1]]", "delay takes ms=0 to ms=600000"],
    ["[[sandbox:delay]]", "delay takes ms=0"],
    ["[[sandbox:size kb=2000]]", "size takes kb=0 to kb=1024"],
    ["[[sandbox:delay 20]]", '"20" is not written name=value'],
    ["[[sandbox:refuse ms=2]]", 'refuse takes nothing, not "ms"'],
  ])("says what is wrong with %s", (text, words) => {
    expect(readSandboxSentinels(text).problem).toContain(words);
  });

  it("takes text without a whole sentinel for text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        expect(readSandboxSentinels(text.replaceAll("]]", ""))).toEqual({
          sentinels: [],
          problem: null,
        });
      }),
    );
  });

  it("knows no failure code that lanes do not have", () => {
    expect(SANDBOX_FAIL_CODES.filter((code) => !Object.hasOwn(LANE_FAILURES, code))).toEqual([]);
  });
});

describe("cutToTokens", () => {
  it("gives a start of the text that counts as no more than asked", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme", maxLength: 400 }),
        fc.nat({ max: 60 }),
        (text, most) => {
          const cut = cutToTokens(text, most);
          expect(text.startsWith(cut)).toBe(true);
          expect(estimateTextTokens(cut)).toBeLessThanOrEqual(most);
        },
      ),
    );
  });
});
