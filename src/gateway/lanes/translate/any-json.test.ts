import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isRecord } from "#contract/manifest/prompt.ts";
import { fromWire } from "./from-wire.ts";
import { itemOf, targetOf, TOOL_CHAT, TOOL_RESPONSE } from "./test-items.ts";
import { toWire } from "./to-wire.ts";
import { WIRE_FORMS } from "./wire-form.ts";

const URLS = ["/v1/chat/completions", "/v1/responses", "/v1/embeddings"] as const;

const FULL_CHAT = {
  ...TOOL_CHAT,
  n: 2,
  stop: ["END"],
  response_format: { type: "json_schema", json_schema: { name: "a", schema: {} } },
  tool_choice: { type: "function", function: { name: "place" } },
};
const FULL_RESPONSE = {
  ...TOOL_RESPONSE,
  reasoning: { effort: "low" },
  text: { verbosity: "low", format: { type: "json_schema", name: "a", schema: {} } },
  tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "a" }] },
  include: ["message.output_text.logprobs"],
};
const ANSWERS = [
  {
    choices: [
      {
        message: {
          content: "a",
          annotations: [{ url_citation: {} }],
          tool_calls: [{ id: "c", function: { name: "f", arguments: "{}" } }],
        },
        logprobs: { content: [] },
        finish_reason: "stop",
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 1 },
  },
  {
    status: "completed",
    output: [
      { type: "message", content: [{ type: "output_text", text: "a", annotations: [] }] },
      { type: "function_call", call_id: "c", name: "f", arguments: "{}" },
    ],
    usage: { input_tokens: 1, output_tokens: 1 },
  },
  {
    content: [
      { type: "text", text: "a" },
      { type: "tool_use", id: "c", name: "f", input: {} },
    ],
    stop_reason: "tool_use",
    usage: { input_tokens: 1, output_tokens: 1 },
  },
  {
    candidates: [
      {
        finishReason: "STOP",
        content: { parts: [{ text: "a" }, { functionCall: { name: "f", args: {} } }] },
        logprobsResult: { chosenCandidates: [{}], topCandidates: [{ candidates: [{}] }] },
      },
    ],
    usageMetadata: { totalTokenCount: 1 },
  },
  { data: [{ embedding: [1] }], usage: { prompt_tokens: 1 } },
];

/** The values of a JSON document, each with a way to put another in its place. */
function placesOf(root: unknown): { value: unknown; replace: (other: unknown) => unknown }[] {
  const here = { value: root, replace: (other: unknown) => other };
  if (typeof root !== "object" || root === null) return [here];
  const inner = Object.entries(root).flatMap(([name, value]: [string, unknown]) =>
    placesOf(value).map((place) => ({
      value: place.value,
      replace: (other: unknown): unknown =>
        Array.isArray(root)
          ? root.with(Number(name), place.replace(other))
          : { ...root, [name]: place.replace(other) },
    })),
  );
  return [here, ...inner];
}

/** JSON that is nearly right: one of the documents with something else in one place of it. */
function nearly(documents: readonly unknown[]): fc.Arbitrary<unknown> {
  const places = documents.flatMap(placesOf);
  return fc
    .tuple(fc.constantFrom(...places), fc.jsonValue())
    .map(([place, other]) => place.replace(other));
}

const item = fc
  .record({
    format: fc.constantFrom("native" as const, "openai_batch" as const),
    url: fc.constantFrom(...URLS),
    body: fc.oneof(fc.jsonValue(), nearly([FULL_CHAT, FULL_RESPONSE])),
    max_output_tokens: fc.option(fc.nat()),
    temperature: fc.option(fc.double({ min: 0, max: 2, noNaN: true })),
  })
  .map(itemOf);

const form = fc.constantFrom(...WIRE_FORMS);

describe("whatever JSON comes", () => {
  it("becomes a body that can be written as JSON, or issues that each name a place and say why", () => {
    fc.assert(
      fc.property(item, form, (request, wire) => {
        const result = toWire(request, targetOf(wire));
        const issues = "inexpressible" in result ? result.inexpressible : [];
        const body = "body" in result ? result.body : undefined;

        expect(body === undefined).toBe(issues.length > 0);
        expect(() => JSON.stringify(body)).not.toThrow();
        for (const { path, message } of issues) {
          expect(path).toMatch(/^(?:body|input|temperature|max_output_tokens)/);
          expect(message.startsWith(`${path} `)).toBe(true);
          expect(message.endsWith(".")).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("becomes an answer in JSON, or one that is unreadable and says why", () => {
    const value = fc.oneof(fc.jsonValue(), nearly(ANSWERS));
    fc.assert(
      fc.property(item, form, value, (request, wire, answered) => {
        const body_json = JSON.stringify(answered);
        const result = fromWire({ body_json, value: answered, received_at: 1 }, wire, request);
        const text = "unreadable" in result ? JSON.stringify(result.unreadable) : result.body_json;

        expect(JSON.parse(text)).not.toBeNull();
      }),
      { numRuns: 500 },
    );
  });

  it("loses no field that nobody knows, wherever it stands", () => {
    const [chat, responses] = URLS;
    const everywhere = [
      { document: TOOL_CHAT, url: chat, wires: ["responses", "messages", "generate_content"] },
      { document: FULL_CHAT, url: chat, wires: ["chat_completions", "generate_content"] },
      { document: TOOL_RESPONSE, url: responses, wires: ["messages", "generate_content"] },
      { document: FULL_RESPONSE, url: responses, wires: ["responses", "chat_completions"] },
    ] as const;
    const outcomes = everywhere.flatMap(({ document, url, wires }) => {
      const objects = placesOf(document).filter(({ value }) => isRecord(value));
      return objects.flatMap(({ value, replace }) => {
        const body = replace({ ...(value as object), nobody_knows: 1 });
        return wires.map((wire) => toWire(itemOf({ url, body }), targetOf(wire)));
      });
    });

    expect(outcomes.length).toBeGreaterThan(100);
    expect(outcomes.filter((one) => !JSON.stringify(one).includes("nobody_knows"))).toEqual([]);
  });
});
