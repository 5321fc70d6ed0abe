import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import { batchProvider } from "../provider/batch-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { stateOf } from "./batch-object.ts";
import {
  cancelBatch,
  createBatch,
  deleteBatch,
  listBatches,
  readBatch,
  responsesOf,
} from "./batches.ts";
import { readAnswer } from "./read-answer.ts";

/** A lane to the Batch API of Gemini, to which the lines go as a file. A batch is found by its display name. */
export function createGeminiBatchLane(
  { lane_id }: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): BatchLane {
  const provider = batchProvider(access, connection);
  const { limits, poll, give_up_ms } = provider.batch;
  /** With the prefix of its resource or without, as the provider's own clients take it. */
  const modelOf = (named: { model: string }): string =>
    upstreamModelOf(named, connection).name.replace(/^models\//, "");
  return {
    kind: "batch",
    lane_id,
    limits,
    poll,
    give_up_ms,
    write(request, key) {
      const body = wireBodyOf(request, connection, "generate_content");
      return { text: JSON.stringify({ key, request: body }), group: modelOf(request) };
    },
    submit: async (order, signal) =>
      (await createBatch(order, modelOf(order), provider, signal)).name,
    async find({ reference }, signal) {
      for await (const { name, display_name } of listBatches(provider, signal))
        if (display_name === reference) return name;
      return null;
    },
    look: async (name, signal) =>
      stateOf(await readBatch(name, provider, signal), connection, access.now()),
    async *answers(name, signal) {
      yield* responsesOf(await readBatch(name, provider, signal), provider, signal);
    },
    read: (answer, request) => readAnswer(answer, request, provider),
    cancel: (name, signal) => cancelBatch(name, provider, signal),
    forget: (name, signal) => deleteBatch(name, provider, signal),
    async probe(signal) {
      for await (const _batch of listBatches(provider, signal, 1)) return;
    },
  };
}
