import { afterAll, beforeAll } from "vitest";
import {
  describeLaneConformance,
  type ConformanceScene,
  type FaultScenes,
} from "../lane-conformance.ts";
import {
  answering,
  type Behaviour,
  type FaultServer,
  endlessScene,
  serverScenes,
  startFaultServer,
} from "../provider/test-fault-server.ts";
import { connectionTo, providerLane, testAccess } from "../provider/test-provider-lane.ts";
import { requestOf } from "../sandbox/test-sandbox.ts";
import { createEmbeddingsLane } from "./embeddings-lane.ts";

let server: FaultServer;
beforeAll(async () => {
  server = await startFaultServer();
});
afterAll(() => server.close());

const access = testAccess();
const REQUEST = requestOf("A text.", {
  operation: "embeddings",
  url: "/v1/embeddings",
  body: { model: "gpt-4o-mini", input: ["A text.", "Another one."] },
});

function scene(behaviour: Behaviour, timeout_ms = 10_000): ConformanceScene {
  server.behave(behaviour);
  const connection = connectionTo(`${server.url}/v1`, { timeout_ms });
  const lane = createEmbeddingsLane(providerLane("embeddings"), connection, access);
  return { lane, request: REQUEST };
}

const answered = (body: object) => (): ConformanceScene => ({
  ...scene(answering(200, body)),
  body,
});

/** A list of embeddings as OpenAI's reference shows it. */
function embeddingList(dimensions: number, usage?: object): object {
  const embedding = Array.from({ length: dimensions }, (_, at) => at / dimensions);
  const data = [0, 1].map((index) => ({ object: "embedding", index, embedding }));
  return {
    object: "list",
    data,
    model: "upstream/mini",
    ...(usage === undefined ? {} : { usage }),
  };
}

const USAGE = { prompt_tokens: 8, total_tokens: 8 };

const scenes: FaultScenes = {
  ...serverScenes(access.now(), scene),
  "a plain answer": answered(embeddingList(4, USAGE)),
  // A model for embeddings says nothing that could be refused, filtered, cut or left empty.
  "a refusal": null,
  "a content filter": null,
  "a stop at length": null,
  "an empty answer": null,
  "an answer without usage": answered(embeddingList(4)),
  "a huge answer": answered(embeddingList(100_000, USAGE)),
  "no end": () => endlessScene(scene),
};

describeLaneConformance("embeddings", scenes);
