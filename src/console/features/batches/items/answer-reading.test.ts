import { expect, test } from "vitest";
import { readAnswer } from "./answer-reading.ts";

const answered = (body: unknown) =>
  readAnswer({ response: { status_code: 200, request_id: "r", body } });

function chat(message: object, finish_reason = "stop") {
  return answered({
    model: "gpt-4o-mini",
    choices: [{ index: 0, message, finish_reason }],
    usage: { prompt_tokens: 100, completion_tokens: 87, total_tokens: 187 },
  });
}

test("a chat completion gives its text, model and tokens", () => {
  expect(chat({ role: "assistant", content: "18" })).toEqual({
    text: "18",
    instead: null,
    flags: [],
    finish: "stop",
    model: "gpt-4o-mini",
    usage: { input: 100, output: 87, total: 187 },
  });
});

test("a truncated, a refused and an empty answer are flagged, in either form", () => {
  expect(chat({ content: "and then" }, "length").flags).toEqual(["truncated"]);
  expect(chat({ content: null, refusal: "I can't." }).flags).toEqual(["refused"]);
  expect(chat({ content: "" }).flags).toEqual(["empty"]);
  const cut = answered({
    status: "incomplete",
    incomplete_details: { reason: "max_output_tokens" },
    output: [{ type: "message", content: [{ type: "output_text", text: "and then" }] }],
  });
  expect(cut).toMatchObject({
    text: "and then",
    flags: ["truncated"],
    finish: "max_output_tokens",
  });
  const refused = answered({ output: [{ content: [{ type: "refusal", refusal: "I can't." }] }] });
  expect(refused).toMatchObject({ text: "I can't.", flags: ["refused"] });
});

test("a tool call is not taken for an empty answer, and vectors are told by their size", () => {
  expect(chat({ content: null, tool_calls: [{}] }, "tool_calls")).toMatchObject({
    flags: [],
    instead: "1\u00a0tool call",
  });
  expect(answered({ data: [{ embedding: [0.1, 0.2, 0.3] }] }).instead).toBe(
    "1\u00a0vector of 3\u00a0numbers",
  );
});

test("a failed item and an unknown form give nothing and throw nothing", () => {
  expect(readAnswer({ response: null }).text).toBe("");
  for (const body of [null, 3, [], { choices: [null] }, { output: [1] }, { data: [null] }]) {
    expect(answered(body).text).toBe("");
  }
});
