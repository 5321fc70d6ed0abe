import { describe, expect, it } from "vitest";
import { bodyFor, chatItem, itemOf, responsesItem } from "./test-items.ts";

describe("a request for an upstream of its own form", () => {
  it("keeps every field of a chat body, those not known here as well", () => {
    const body = {
      messages: [{ role: "user", content: "Hi", name: "ann", cache: { deep: [1] } }],
      n: 4,
      logit_bias: { "50256": -100 },
      min_p: 0.1,
      max_tokens: 50,
    };
    const item = chatItem({ ...body, stream: true, stream_options: {} }, { max_output_tokens: 50 });

    expect(bodyFor(item, "chat_completions")).toEqual({ model: "upstream-model", ...body });
  });

  it("keeps every field of a responses body and of an embeddings body", () => {
    const body = { input: "Hi", previous_response_id: "resp_1", truncation: "auto" };
    const embeddings = { input: [[1, 2], [3]], dimensions: 256, encoding_format: "base64" };
    const item = itemOf({ operation: "embeddings", url: "/v1/embeddings", body: embeddings });

    expect(bodyFor(responsesItem(body), "responses")).toEqual({ model: "upstream-model", ...body });
    expect(bodyFor(item, "embeddings")).toEqual({ model: "upstream-model", ...embeddings });
  });

  it("adds what a native line states outside of its body, by the name that the server knows", () => {
    const messages = [{ role: "user", content: "Hi" }];
    const native = { format: "native", max_output_tokens: 20, temperature: 0.2 } as const;
    const chat = itemOf({ ...native, body: { messages, max_tokens: 99 } });
    const response = itemOf({ ...native, url: "/v1/responses", body: { input: "Hi" } });
    const stated = { model: "upstream-model", temperature: 0.2 };

    expect(bodyFor(chat, "chat_completions")).toEqual({
      ...stated,
      messages,
      max_completion_tokens: 20,
    });
    expect(bodyFor(chat, "chat_completions", { chat_limit_field: "max_tokens" })).toEqual({
      ...stated,
      messages,
      max_tokens: 20,
    });
    expect(bodyFor(response, "responses")).toEqual({
      ...stated,
      input: "Hi",
      max_output_tokens: 20,
    });
  });

  it("says the limit by the one name that the server knows, whatever the line calls it", () => {
    const item = chatItem({ messages: [], max_completion_tokens: 30 }, { max_output_tokens: 30 });
    const server = { chat_limit_field: "max_tokens" } as const;

    expect(bodyFor(item, "chat_completions", server)).toEqual({
      model: "upstream-model",
      messages: [],
      max_tokens: 30,
    });
  });

  it("says a limit that the line states by another form's name in its own", () => {
    const chat = chatItem({ messages: [], max_output_tokens: 30 }, { max_output_tokens: 30 });
    const response = responsesItem({ input: "Hi", max_tokens: 30 }, { max_output_tokens: 30 });

    expect(bodyFor(chat, "chat_completions")).toEqual({
      model: "upstream-model",
      messages: [],
      max_completion_tokens: 30,
    });
    expect(bodyFor(response, "responses")).toEqual({
      model: "upstream-model",
      input: "Hi",
      max_output_tokens: 30,
    });
  });
});
