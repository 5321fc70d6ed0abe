import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { SyncLane } from "../lane.ts";
import { askProvider, type ProviderAccess } from "./ask-provider.ts";
import { failureOfAnswer } from "./failure-of-answer.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { jsonBody } from "./provider-body.ts";
import { isOk } from "./read-reply.ts";
import { type AnswerDialect, wireAnswerOf } from "./wire-answer.ts";
import { upstreamModelOf, wireBodyOf } from "./wire-body.ts";

/** What tells one kind of provider lane from another. */
export interface ProviderDialect extends AnswerDialect {
  /** Below the lane's base URL. */
  path: string;
}

/** OpenAI's guide on rate limits asks for random exponential backoff; eight retries take some one and a half minutes. */
const BACKOFF = { retries: 8, baseMs: 500, maxMs: 30_000 };

/**
 * A lane that sends each item to a provider by one POST, in the provider's form. The answer is kept as it came where that
 * is the form the item asked for.
 */
export function createProviderLane(
  lane: ProviderCatalogLane,
  connection: LaneConnection,
  dialect: ProviderDialect,
  access: ProviderAccess,
): SyncLane {
  const { lane_id, concurrency, requests_per_minute } = lane;
  return {
    kind: "sync",
    lane_id,
    concurrency,
    pacing: { requests_per_minute, backoff: BACKOFF },
    async call(request, signal) {
      signal.throwIfAborted();
      const { name } = upstreamModelOf(request, connection);
      const sent = wireBodyOf(request, connection, dialect.form);
      const post = { method: "POST", path: dialect.path, body: jsonBody(sent) } as const;
      const reply = await askProvider(access, connection, post, signal);
      const call = { connection, upstream_model: name, now: access.now() };
      if (!isOk(reply.status)) throw failureOfAnswer(reply, call);
      return wireAnswerOf(reply, { ...call, request, sent }, dialect);
    },
  };
}
