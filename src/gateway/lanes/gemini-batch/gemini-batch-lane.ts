import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { ProviderAccess } from "../provider/ask-provider.ts";
import { batchProvider } from "../provider/batch-provider.ts";
import { estimateUsage } from "../provider/estimate-usage.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { type AnswerDialect, wireAnswerOf } from "../provider/wire-answer.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { stateOf } from "./batch-operation.ts";
import { createGeminiBatches } from "./gemini-batches.ts";
import { replyOfResponse } from "./read-response.ts";

const DIALECT: AnswerDialect = { form: "generate_content", estimateUsage };

/** A lane to the Batch API of Gemini, to which the lines go as a file. A batch is found by its display name. */
export function createGeminiBatchLane(
  { lane_id }: ProviderCatalogLane,
  connection: LaneConnection,
  access: ProviderAccess,
): BatchLane {
  const provider = batchProvider(access, connection);
  const { limits, poll, give_up_ms } = provider.batch;
  const batches = createGeminiBatches(provider);
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
      const body = wireBodyOf(request, connection, DIALECT.form);
      return { text: JSON.stringify({ key, request: body }), group: modelOf(request) };
    },
    submit: async (order, signal) => (await batches.create(order, modelOf(order), signal)).name,
    async find({ reference }, signal) {
      for await (const { name, display_name } of batches.list(signal))
        if (display_name === reference) return name;
      return null;
    },
    look: async (name, signal) =>
      stateOf(await batches.get(name, signal), connection, access.now()),
    async *answers(name, signal) {
      yield* batches.responses((await batches.get(name, signal)).output, signal);
    },
    read({ text }, request) {
      const { name } = upstreamModelOf(request, connection);
      const call = { connection, upstream_model: name, now: access.now() };
      const reply = replyOfResponse(text, call);
      const answered = {
        ...call,
        request,
        get sent() {
          return wireBodyOf(request, connection, DIALECT.form);
        },
      };
      return wireAnswerOf(reply, answered, DIALECT);
    },
    cancel: batches.cancel,
    forget: batches.delete,
    async probe(signal) {
      for await (const _batch of batches.list(signal, 1)) return;
    },
  };
}
