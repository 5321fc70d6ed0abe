import { expect, test } from "vitest";
import { convertLine } from "./repairs-convert.ts";
import { native, openaiBatch } from "./testing.ts";

const NO_OWN = "An OpenAI Batch line names one model; model_options would be lost.";
const messages = [{ role: "user", content: "a" }];
const chat = (more: object) => openaiBatch({ body: { model: "m", messages, ...more } });

test.each([
  [
    "a chat",
    '{"customer_item_id":"a" , "operation":"responses","model": "m","input":{"messages":[{"role":"user","content":"x"}],"n":1.0},"max_output_tokens":5e0,"temperature":0.50}',
    '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"x"}],"n":1.0,"max_completion_tokens":5e0,"temperature":0.50}}',
  ],
  [
    "a response",
    '{"customer_item_id":"a","operation":"responses","model":"m","input":{"input":"x"},"max_output_tokens":5}',
    '{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"m","input":"x","max_output_tokens":5}}',
  ],
  [
    "texts to embed",
    '{"customer_item_id":"a","operation":"embeddings","model":"m","input":{"input":["x"]}}',
    '{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"model":"m","input":["x"]}}',
  ],
])(
  "%s is written as an OpenAI Batch line with its values in the bytes they had",
  (_name, from, to) => {
    expect(convertLine(from, "openai_batch")).toEqual({ text: to });
  },
);

test.each([
  [
    "a chat",
    '{"custom_id":"a","method":"POST","url":"/v1/chat/completions","body":{"model":"m","messages":[{"role":"user","content":"x"}],"max_tokens":5,"temperature":0.50,"seed":12345678901234567890}}',
    '{"customer_item_id":"a","operation":"responses","model":"m","input":{"messages":[{"role":"user","content":"x"}],"seed":12345678901234567890},"max_output_tokens":5,"temperature":0.50}',
  ],
  [
    "texts to embed",
    '{"custom_id":"a","method":"POST","url":"/v1/embeddings","body":{"input":["x"],"model":"m"}}',
    '{"customer_item_id":"a","operation":"embeddings","model":"m","input":{"input":["x"]}}',
  ],
])("%s is written as a native line with its values in the bytes they had", (_name, from, to) => {
  expect(convertLine(from, "native")).toEqual({ text: to });
});

test.each<[string, object | string, string]>([
  ["other models", native({ model_options: ["n"] }), NO_OWN],
  [
    "metadata",
    native({ metadata: { team: "x" } }),
    "An OpenAI Batch line has no metadata of its own.",
  ],
  ["images", native({ operation: "vision" }), "An OpenAI Batch line cannot ask for vision."],
  [
    "a limit on embeddings",
    native({ operation: "embeddings", input: { input: "a" }, max_output_tokens: 3 }),
    "An OpenAI embeddings request has no output limit.",
  ],
  [
    "a model in its input",
    native({ input: { messages, model: "n" } }),
    "Its input has a model of its own.",
  ],
  [
    "a temperature in its input",
    native({ input: { messages, temperature: 1 } }),
    "Its input has a temperature of its own.",
  ],
  [
    "a limit in its input",
    native({ input: { messages, max_tokens: 1 } }),
    "Its input has a max_tokens of its own.",
  ],
  ["a fault", native({ temperature: 9 }), "temperature is 9. It must lie between 0 and 2."],
  ["no object", "[1]", "It is no object."],
  [
    "a field that stands twice",
    '{"customer_item_id":"a","operation":"responses","model":"n","model":"m","input":{"input":"a"}}',
    "A field stands in it twice.",
  ],
  [
    "a field that stands twice in its input",
    '{"customer_item_id":"a","operation":"responses","model":"m","input":{"input":"b","input":"a"}}',
    "A field stands in its input twice.",
  ],
])("a native line with %s is left as it is, with the reason", (_name, line, loss) => {
  const text = typeof line === "string" ? line : JSON.stringify(line);
  expect(convertLine(text, "openai_batch")).toEqual({ loss });
});

test.each<[string, object | string, string]>([
  [
    "two limits",
    chat({ max_tokens: 1, max_completion_tokens: 2 }),
    "It states more than one output limit.",
  ],
  [
    "both messages and input",
    chat({ input: "a" }),
    "input has both messages and input. Keep one of them.",
  ],
  [
    "tokens to embed",
    openaiBatch({ url: "/v1/embeddings", body: { model: "m", input: [1] } }),
    "input.input[0] is a number. It must be a string.",
  ],
  [
    "messages beside a response's input",
    openaiBatch({ url: "/v1/responses", body: { model: "m", input: "a", messages: null } }),
    "input.messages is null. It must be a list of messages.",
  ],
  [
    "a field that stands twice in its body",
    '{"custom_id":"a","method":"POST","url":"/v1/responses","body":{"model":"m","input":"b","input":"a"}}',
    "A field stands in its body twice.",
  ],
  [
    "a method that stands twice",
    '{"custom_id":"a","method":"GET","method":"POST","url":"/v1/responses","body":{"model":"m","input":"a"}}',
    "A field stands in it twice.",
  ],
])("an OpenAI Batch line with %s is left as it is, with the reason", (_name, line, loss) => {
  const text = typeof line === "string" ? line : JSON.stringify(line);
  expect(convertLine(text, "native")).toEqual({ loss });
});
