import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import { batchProvider } from "../provider/batch-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { wireBodyOf } from "../provider/wire-body.ts";
import { stateOf } from "./batch-object.ts";
import {
  cancelBatch,
  createBatch,
  deleteBatch,
  listBatches,
  readBatch,
  resultsOf,
} from "./batches.ts";
import { createBatchFinder } from "./find-batch.ts";
import { readAnswer } from "./read-answer.ts";

/**
 * A lane to Anthropic's Message Batches. The provider keeps nothing of an order but the custom ids of its results, so a batch that was
 * handed over without an answer is found when it has ended.
 */
export function createAnthropicBatchLane(
  { lane_id }: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): BatchLane {
  const provider = batchProvider(access, connection);
  const { limits, poll, give_up_ms } = provider.batch;
  return {
    kind: "batch",
    lane_id,
    limits,
    poll,
    give_up_ms,
    write(request, custom_id) {
      const params = wireBodyOf(request, connection, "messages");
      // Models may be mixed in a batch.
      return { text: JSON.stringify({ custom_id, params }), group: "" };
    },
    submit: async (order, signal) => (await createBatch(order, provider, signal)).id,
    find: createBatchFinder(provider),
    look: async (id, signal) => stateOf(await readBatch(id, provider, signal)),
    async *answers(id, signal) {
      yield* resultsOf(await readBatch(id, provider, signal), provider, signal);
    },
    read: (answer, request) => readAnswer(answer, request, provider),
    cancel: (id, signal) => cancelBatch(id, provider, signal),
    forget: (id, signal) => deleteBatch(id, provider, signal),
    async probe(signal) {
      for await (const _batch of listBatches(provider, signal, 1)) return;
    },
  };
}
