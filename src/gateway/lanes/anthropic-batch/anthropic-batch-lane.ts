import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import { batchProvider } from "../provider/batch-provider.ts";
import { estimateUsage } from "../provider/estimate-usage.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { type AnswerDialect, wireAnswerOf } from "../provider/wire-answer.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { createBatchFinder } from "./find-message-batch.ts";
import { stateOf } from "./message-batch.ts";
import { createMessageBatches } from "./message-batches.ts";
import { messageOfResult } from "./read-result.ts";

const DIALECT: AnswerDialect = { form: "messages", estimateUsage };

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
  const batches = createMessageBatches(provider);
  const find = createBatchFinder({
    list: batches.list,
    anyId: async (batch, signal) => {
      for await (const { id } of batches.results(batch, signal)) return id;
      return null;
    },
  });
  return {
    kind: "batch",
    lane_id,
    limits,
    poll,
    give_up_ms,
    write(request, custom_id) {
      const params = wireBodyOf(request, connection, DIALECT.form);
      // Models may be mixed.
      return { text: JSON.stringify({ custom_id, params }), group: "" };
    },
    submit: async (order, signal) => (await batches.create(order, signal)).id,
    find,
    look: async (id, signal) => stateOf(await batches.get(id, signal)),
    async *answers(id, signal) {
      yield* batches.results(await batches.get(id, signal), signal);
    },
    read({ text }, request) {
      const { name } = upstreamModelOf(request, connection);
      const call = { connection, upstream_model: name, now: access.now() };
      const message = messageOfResult(text, call);
      const answered = {
        ...call,
        request,
        get sent() {
          return wireBodyOf(request, connection, DIALECT.form);
        },
      };
      return wireAnswerOf({ status: 200, headers: {}, text: message }, answered, DIALECT);
    },
    cancel: batches.cancel,
    forget: batches.delete,
    async probe(signal) {
      for await (const _batch of batches.list(signal, 1)) return;
    },
  };
}
