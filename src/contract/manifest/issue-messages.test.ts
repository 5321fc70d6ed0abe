import { expect, test } from "vitest";
import { findJsonFault } from "./json-fault.ts";
import type { ManifestOptions } from "./options.ts";
import { bytesOf, judge, judgeChunks, native, openaiBatch, type Judgement } from "./testing.ts";

/*
 * What people read of every kind of fault, held to the files of `golden/`, so that a change of it can be read in review. One that is
 * meant is accepted with `npx vitest run src/contract/manifest/issue-messages.test.ts -u`.
 */

const KNOWN_MODELS = new Map([
  ["gpt-4o-mini", ["responses", "vision"] as const],
  ["gpt-4o", ["responses"] as const],
  ["text-embedding-3-small", ["embeddings"] as const],
]);
const long = (length: number) => "x".repeat(length);
const says = (message: unknown) => ({ input: { messages: [message] } });
const asks = (input: unknown) => ({ input: { input } });
const embeds = (input: unknown) => ({
  operation: "embeddings",
  model: "text-embedding-3-small",
  ...asks(input),
});

/** Fields that spoil a good native line. */
const NATIVE: readonly Record<string, unknown>[] = [
  ...[undefined, null, true, 7, {}, [], "", long(257), "a\u0000", "\ud800"].map((id) => ({
    customer_item_id: id,
  })),
  ...[undefined, 5, "completion", "response", "/v1/responses", "audio"].map((operation) => ({
    operation,
  })),
  ...[undefined, null, "", long(257), "gpt4o-mini", "llama", "text-embedding-3-small"].map(
    (model) => ({ model }),
  ),
  { operation: "embeddings", ...asks("a") },
  ...["gpt-4o", {}, [null], ["gpt-4o", "gpt-5o"], Array(17).fill("gpt-4o")].map((options) => ({
    model_options: options,
  })),
  ...[undefined, "Hello", [], {}].map((input) => ({ input })),
  { input: { input: "a", messages: [{ role: "user", content: "a" }] } },
  ...["Hello", [], {}].map((messages) => ({ input: { messages } })),
  ...[null, "Hello", [], 5].map(says),
  ...[undefined, null, 5, "me", "usr", long(70)].map((role) => says({ role, content: "a" })),
  ...[undefined, null, 5, {}, [5, null, "a"]].map((content) => says({ role: "user", content })),
  says({ role: "assistant", content: 5 }),
  says({}),
  ...["", 5, {}, [], [{ type: "message" }], [{ type: 5 }], ["a", null]].map(asks),
  ...[undefined, "", 5, [], ["a", ""], [1], [[1]], Array(2049).fill("a")].map(embeds),
  ...[-0.1, 2.1, "hot", false].map((temperature) => ({ temperature })),
  ...[0, -1, 1.5, 10_000_001, "300"].map((most) => ({ max_output_tokens: most })),
  ...[[], "team", 5].map((metadata) => ({ metadata })),
  ...["customerItemId", "custom_id", "id", "messages", "prompt", "text", "body", "params"].map(
    (name) => ({ [name]: 1 }),
  ),
  ...["max_tokens", "max_completion_tokens", "models", "task", "modle", "unheard_of", ""].map(
    (name) => ({ [name]: 1 }),
  ),
  ...["two words", "9th", long(65), long(64), `"quoted"\n`].map((name) => ({ [name]: 1 })),
  { customer_item_id: undefined, operation: undefined, model: undefined, input: undefined, a: 1 },
];

const body = { model: "gpt-4o-mini", messages: [{ role: "user", content: "Name a river." }] };
const embedding = (input: unknown) => ({
  url: "/v1/embeddings",
  body: { model: "text-embedding-3-small", input },
});

/** Fields that spoil a good OpenAI Batch line. */
const OPENAI_BATCH: readonly Record<string, unknown>[] = [
  ...[undefined, 7, "", long(257), "a\u0007"].map((id) => ({ custom_id: id })),
  ...[undefined, "post", "GET", 1].map((method) => ({ method })),
  ...[undefined, 5, "https://api.openai.com/v1/responses", "/v1/response", "/v1/images"].map(
    (url) => ({ url }),
  ),
  ...[undefined, "Hello", []].map((given) => ({ body: given })),
  ...[undefined, "gpt-5o", "text-embedding-3-small"].map((model) => ({ body: { ...body, model } })),
  { body: { model: "gpt-4o" } },
  { url: "/v1/responses", body: { model: "gpt-4o" } },
  ...[undefined, "", [], [1.5], [-1], ["a", [1]], ["a", [-1]], ["a", []]].map(embedding),
  ...["max_tokens", "max_output_tokens", "max_completion_tokens"].map((name) => ({
    body: { ...body, [name]: 0 },
  })),
  { body: { ...body, temperature: 3 } },
  ...["id", "customer_item_id", "endpoint", "model", "messages", "input", "metadata"].map(
    (name) => ({ [name]: 1 }),
  ),
  ...["max_tokens", "max_output_tokens", "temperature", "params", "methods"].map((name) => ({
    [name]: 1,
  })),
];

const one = native();
const next = native({ customer_item_id: "item-2" });

/** Files as a whole, with how they are judged. */
const FILES: readonly (readonly [input: string | readonly unknown[], options?: ManifestOptions])[] =
  [
    [""],
    ["\ufeff"],
    [["[1, 2]", "7", "null", '"text"', "true", "", "  \t"]],
    [[{ a: 1 }, { customer_item_id: 1, custom_id: 1 }]],
    [[one, openaiBatch()]],
    [[openaiBatch(), one]],
    [[one, one]],
    [[openaiBatch(), openaiBatch()]],
    [[one, next], { limits: { maxLines: 1 } }],
    [[one, next], { limits: { maxFileBytes: 150 } }],
    [[one, next], { limits: { maxLineBytes: 12 } }],
    [[one, native({ customer_item_id: "b", model: "gpt-4o" })], { limits: { maxGroups: 1 } }],
    [[native({ metadata: { a: [1] } })], { limits: { maxDepth: 2 } }],
    [[native({ a: 1, b: 1, c: 1 })], { limits: { maxIssuesPerLine: 2 } }],
  ];

/** Texts that are no JSON, each for a reason of its own. */
const TEXTS = [
  ['{"a": 1,}', '{"a": [1, ]}', '{"a": [1,,2]}', '{"a": 1,, "b": 2}', "{,}", "[1 , ]"],
  ["{'a': 1}", "{`a`: 1}", "{\"a\": 'b'}", '{"a": `b`}', "{“a”: 1}", '{"a": „b“}', "{«a»: 1}"],
  ["{a: 1}", "{$a: 1}", "{?: 1}", '{"": 1, "": }', '{"a" 1}', `{"${long(60)}" 1}`, '{"a"'],
  ['{"a": 1 "b": 2}', "[1 2]", '{"a": "say "hi" now"}', '{"a": [1}', '{"a": 1]', '{"a": 1'],
  ["{", "[", "[[1]", '{"a":', '{"a": [1', '{"a": "b', '{"a": "b\\', ""],
  ["None", "True", "False", "TRUE", "FALSE", "NULL", "nil", "undefined", "NaN", "Infinity"],
  [
    "hello",
    long(50),
    "nul",
    "toString",
    "-Infinity",
    "?",
    "+1",
    ".5",
    ",",
    "}",
    "]",
    ":",
    "\u0001",
  ],
  ["01", "-01", "1.", "-1.", "-", "12ab", "1.2.3", "1e", "1e+", "1-2", "--1", "0x1F", "1_000"],
  ['"b\tc"', '"b\nc"', '"b\rc"', '"b\u0000c"', '"b\u001fc"', '"\\x"', '"\\u12"', '"\\u12g4"'],
  ['{"a": 1},', '{"a": 1}{"b": 2}', '{"a": 1}}', '{"a": 1}]', "1 2", '1 "', "1 \u007f", "1 🦆"],
  ['{"a": 1} // note', '{"a": 1} # note', '{/* note */"a": 1}', "[1 # note\n]", "/"],
  ['\ufeff{"a": 1}', '{"a":\u00a01}', '{"a": 1\u00a0}', '{"a": 1}\ufeff', "[1 '2']", "1 '"],
].flat();

function told({ issues, summary }: Judgement): string {
  const lines = issues.map(({ line, code, path = "", message, customer_item_id }) => {
    const id = customer_item_id === undefined ? "" : ` (${JSON.stringify(customer_item_id)})`;
    return `  ${line} ${code} ${path}${id}: ${message}\n`;
  });
  return `${lines.join("")}  ${summary.item_count} of ${summary.line_count} good\n`;
}

function shown(value: unknown): string {
  const text = JSON.stringify(value, (_, inner: unknown) => (inner === undefined ? "·" : inner));
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}

const options = { knownModels: KNOWN_MODELS };

test("every fault of a native line says where it is, what is wrong and what helps", async () => {
  const cases = NATIVE.map(
    (fields) => `${shown(fields)}\n${told(judge([native(fields)], options))}`,
  );
  await expect(cases.join("")).toMatchFileSnapshot("./golden/native-issues.txt");
});

test("every fault of an OpenAI Batch line says where it is, what is wrong and what helps", async () => {
  const cases = OPENAI_BATCH.map(
    (fields) => `${shown(fields)}\n${told(judge([openaiBatch(fields)], options))}`,
  );
  await expect(cases.join("")).toMatchFileSnapshot("./golden/openai-batch-issues.txt");
});

test("every fault of a file says where it is, what is wrong and what helps", async () => {
  const broken = judgeChunks([bytesOf('{"a": "'), Uint8Array.of(0x09, 0xe9, 0x41), bytesOf('"}')]);
  const cases = FILES.map(
    ([input, more]) => `${shown(input)} ${shown(more)}\n${told(judge(input, more))}`,
  );
  cases.push(`not UTF-8\n${told(broken)}`);
  await expect(cases.join("")).toMatchFileSnapshot("./golden/file-issues.txt");
});

test("every fault of JSON is told with its column and how to mend it", async () => {
  const cases = TEXTS.map((text) => {
    const { column, message } = findJsonFault(text) ?? { column: 0, message: "none" };
    return `${shown(text)}\n  ${column}: ${message}\n`;
  });
  await expect(cases.join("")).toMatchFileSnapshot("./golden/json-issues.txt");
});
