import { describe, expect, it } from "vitest";
import { QUESTION, steady, settingsOf, requestOf, call } from "./test-sandbox.ts";

describe("a sandbox answer", () => {
  it("has the same bytes on every run, on every lane, at every attempt and in every batch", async () => {
    const first = await call(requestOf(QUESTION));
    const later = requestOf(QUESTION, { attempt: 5, batch_seed: "bat_2", item_index: 9 });

    expect(await call(requestOf(QUESTION))).toEqual(first);
    expect(await call(later, settingsOf({ scenario: "slow" }), steady("lane_azure_eu"))).toEqual(
      first,
    );
  });

  it("differs for another seed, another id and another text", async () => {
    const bodies = await Promise.all([
      call(requestOf(QUESTION)),
      call(requestOf(QUESTION), settingsOf({ seed: 8 })),
      call(requestOf(QUESTION, { custom_id: "item-2" })),
      call(requestOf(`${QUESTION} Think.`)),
    ]);

    expect(new Set(bodies.map(({ body_json }) => body_json)).size).toBe(4);
  });

  it("is a chat completion for /v1/chat/completions and for a native item", async () => {
    const native = {
      customer_item_id: "item-1",
      input: { messages: [{ role: "user", content: QUESTION }] },
    };
    const answers = await Promise.all([
      call(requestOf(QUESTION)),
      call(requestOf(QUESTION, { format: "native", url: "", body: native })),
    ]);

    for (const answer of answers) {
      const { prompt_tokens, completion_tokens, total_tokens } = JSON.parse(answer.body_json).usage;
      expect(JSON.parse(answer.body_json)).toMatchObject({
        object: "chat.completion",
        model: "gpt-4o-mini",
        system_fingerprint: "sandbox",
        choices: [
          { index: 0, finish_reason: "stop", message: { role: "assistant", refusal: null } },
        ],
      });
      expect({ input_tokens: prompt_tokens, output_tokens: completion_tokens }).toEqual(
        answer.usage,
      );
      expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    }
    expect(answers[1]?.body_json).toBe(answers[0]?.body_json);
  });

  it("is a response object for /v1/responses", async () => {
    const request = requestOf(QUESTION, { url: "/v1/responses", body: { input: QUESTION } });
    const answer = await call(request);

    expect(JSON.parse(answer.body_json)).toMatchObject({
      object: "response",
      status: "completed",
      incomplete_details: null,
      output: [
        {
          type: "message",
          content: [{ type: "output_text", text: expect.stringContaining("####") }],
        },
      ],
      usage: answer.usage,
    });
  });

  it("says that it is the sandbox's, restates a fact and ends with a number where a number is asked for", async () => {
    const text = JSON.parse((await call(requestOf(QUESTION))).body_json).choices[0].message.content;

    expect(text).toContain("\n(Sandbox answer: made by rule, not by a model.)\n");
    expect(text).toMatch(/“[^”]*\d[^”]*”/);
    expect(text).toMatch(/\n#### \d+$/);
  });

  it("is one of the labels where labels are offered", async () => {
    const prompt =
      "Classify the ticket. Answer with one of: billing, shipping or returns.\nMy parcel is late.";
    const text = JSON.parse((await call(requestOf(prompt))).body_json).choices[0].message.content;

    expect(["billing", "shipping", "returns"]).toContain(text);
  });

  it("is JSON of the asked schema where a schema is given", async () => {
    const schema = {
      type: "object",
      properties: {
        mood: { enum: ["good", "bad"] },
        score: { type: "integer", minimum: 1, maximum: 5 },
      },
    };
    const response_format = { type: "json_schema", json_schema: { name: "review", schema } };
    const request = requestOf("Rate it.", {
      body: { messages: [{ content: "Rate it." }], response_format },
    });
    const value = JSON.parse(
      JSON.parse((await call(request)).body_json).choices[0].message.content,
    );

    expect(["good", "bad"]).toContain(value.mood);
    expect([1, 2, 3, 4, 5]).toContain(value.score);
  });

  it.each([1, 5, 20])(
    "never counts above max_output_tokens (%i), and says so when it was cut",
    async (most) => {
      const answer = await call(requestOf(QUESTION, { max_output_tokens: most }));

      expect(answer.usage.output_tokens).toBeLessThanOrEqual(most);
      expect(JSON.parse(answer.body_json).choices[0].finish_reason).toBe("length");
    },
  );
});

describe("a sandbox embedding", () => {
  const embed = async (body: Record<string, unknown>) =>
    JSON.parse(
      (
        await call(
          requestOf("", {
            operation: "embeddings",
            url: "/v1/embeddings",
            body,
            prompt_text: String(body.input),
          }),
        )
      ).body_json,
    );

  it("is a list with one vector of length 1 per input, 16 numbers unless asked otherwise and 256 at most", async () => {
    const list = await embed({ input: ["a red fox", "a blue whale"] });
    const lengths = await Promise.all(
      [64, 3_072, 0].map((dimensions) => embed({ input: "a", dimensions })),
    );

    expect(list).toMatchObject({ object: "list", data: [{ index: 0 }, { index: 1 }] });
    for (const { embedding } of list.data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
    expect(list.data[0].embedding).toHaveLength(16);
    expect(lengths.map(({ data }) => data[0].embedding.length)).toEqual([64, 256, 16]);
    expect(list.usage).toEqual({
      prompt_tokens: list.usage.total_tokens,
      total_tokens: expect.any(Number),
    });
  });

  it("comes as base64 of 32-bit floats when asked, with the same numbers", async () => {
    const numbers = (await embed({ input: "a red fox" })).data[0].embedding;
    const encoded = (await embed({ input: "a red fox", encoding_format: "base64" })).data[0]
      .embedding;
    const bytes = Buffer.from(encoded, "base64");

    expect(numbers.map((_: number, at: number) => bytes.readFloatLE(at * 4))).toEqual(
      numbers.map(Math.fround),
    );
  });
});
