import { afterEach, beforeEach, expect, test } from "vitest";
import { answering, type FaultServer, startFaultServer } from "../provider/test-fault-server.ts";
import { connectionTo, providerLane, testAccess } from "../provider/test-provider-lane.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { createEmbeddingsLane } from "./embeddings-lane.ts";

let server: FaultServer;
beforeEach(async () => {
  server = await startFaultServer();
});
afterEach(() => server.close());

function embed(input: unknown) {
  const connection = connectionTo(`${server.url}/v1`);
  const lane = createEmbeddingsLane(providerLane("embeddings"), connection, testAccess());
  const body = { model: "gpt-4o-mini", input, dimensions: 2 };
  const request = requestOf("", { operation: "embeddings", url: "/v1/embeddings", body });
  return lane.call(request, new AbortController().signal);
}

const vectors = (count: number): object => ({
  object: "list",
  data: Array.from({ length: count }, (_, index) => ({ index, embedding: [0.5, -0.5] })),
  usage: { prompt_tokens: 6, total_tokens: 6 },
});

test("the item's own body goes to /embeddings, and the vectors are kept and billed as input alone", async () => {
  server.behave(answering(200, vectors(2)));
  const answer = await embed(["one text", "another"]);
  expect(server.requests).toMatchObject([{ method: "POST", url: "/v1/embeddings" }]);
  expect(JSON.parse(server.requests[0]?.body ?? "")).toEqual({
    model: "upstream/mini",
    input: ["one text", "another"],
    dimensions: 2,
  });
  expect(answer).toMatchObject({
    body_json: JSON.stringify(vectors(2)),
    usage: { input_tokens: 6, output_tokens: 0 },
  });
});

test.each([
  ["a text", "one text", 1],
  ["token numbers", [1, 2, 3], 1],
  ["several texts", ["one", "two", "three"], 3],
  ["several lists of token numbers", [[1, 2], [3]], 2],
])(
  "%s is so many inputs, and an answer with another number of vectors is none",
  async (_, input, count) => {
    server.behave(answering(200, vectors(count)));
    await expect(embed(input)).resolves.toMatchObject({ status_code: 200 });
    server.behave(answering(200, vectors(count + 1)));
    await expect(embed(input)).rejects.toMatchObject({
      code: "provider_broken_json",
      message: `Test server answered 200: It has ${count + 1} embeddings for ${count} inputs.`,
    });
  },
);
