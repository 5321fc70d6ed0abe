import { expect, test } from "vitest";
import { threadOf } from "./thread.ts";

const call = (id: string) => ({
  id,
  type: "function" as const,
  function: { name: "weather", arguments: '{"city":"Paris"}' },
});

const entriesOf = (result: string) =>
  threadOf({
    input: {
      messages: [
        { role: "user", content: "Rain?" },
        { role: "assistant", content: "", tool_calls: [call("call_1"), call("call_2")] },
        { role: "tool", content: result, tool_call_id: "call_1" },
      ],
    },
    output: null,
  });

test("a result stands with its call, and a call without one says so", () => {
  const [, assistant, ...rest] = entriesOf("sunny");
  expect(rest).toEqual([]);
  expect(assistant?.calls).toMatchObject([
    { name: "weather", arguments: '{"city":"Paris"}', result: "sunny", error: null },
    { result: null, error: null },
  ]);
});

test.each([
  ['{"error":"no such city"}', "no such city"],
  ['{"error":{"message":"timed out","code":1}}', "timed out"],
  ['{"error":{"code":1}}', '{"code":1}'],
  ['{"error":null,"rain":true}', null],
  ["error", null],
])("a result of %s failed with %s", (result, error) => {
  expect(entriesOf(result)[1]?.calls[0]?.error).toBe(error);
});

test("a result that answers nothing is not lost", () => {
  const messages = [{ role: "tool", content: "42", tool_call_id: "call_9" }];
  expect(threadOf({ input: { messages }, output: null })).toMatchObject([
    { role: "tool", content: "42" },
  ]);
});
