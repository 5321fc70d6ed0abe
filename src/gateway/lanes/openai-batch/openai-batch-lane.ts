import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import { askForRecord } from "../provider/ask-for-record.ts";
import { batchProvider } from "../provider/batch-provider.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { stateOf } from "./batch-object.ts";
import { cancelBatch, findBatch, forgetBatch, readBatch, submitBatch } from "./batches.ts";
import { readAnswer } from "./read-answer.ts";
import { answersOf } from "./result-files.ts";
import { writeLine } from "./write-line.ts";

/**
 * A lane to OpenAI's Batch API, or to a server that speaks it, another gateway of this kind say: lines in a file, a batch of it, and the answers in
 * two files. https://platform.openai.com/docs/guides/batch
 */
export function createOpenAiBatchLane(
  { lane_id }: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): BatchLane {
  const provider = batchProvider(access, connection);
  return {
    kind: "batch",
    lane_id,
    limits: provider.batch.limits,
    poll: provider.batch.poll,
    give_up_ms: provider.batch.give_up_ms,
    write: (request, id) => writeLine(request, id, provider),
    submit: (order, signal) => submitBatch(order, provider, signal),
    find: (order, signal) => findBatch(order, provider, signal),
    async look(upstream_id, signal) {
      const batch = await readBatch(upstream_id, provider, signal);
      return stateOf(batch, connection);
    },
    async *answers(upstream_id, signal) {
      yield* answersOf(await readBatch(upstream_id, provider, signal), provider, signal);
    },
    read: (answer, request) => readAnswer(answer, request, provider),
    cancel: (upstream_id, signal) => cancelBatch(upstream_id, provider, signal),
    forget: (upstream_id, signal) => forgetBatch(upstream_id, provider, signal),
    async probe(signal) {
      const request = { method: "GET", path: "/batches?limit=1" } as const;
      await askForRecord(access, connection, request, signal);
    },
  };
}
