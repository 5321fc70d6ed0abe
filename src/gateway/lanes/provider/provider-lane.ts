import { isRecord } from "#contract/manifest/prompt.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { LaneFailure, type LaneAnswer, type LaneRequest, type SyncLane } from "../lane.ts";
import { fromWire } from "../translate/from-wire.ts";
import { toWire } from "../translate/to-wire.ts";
import type { WireBody, WireForm } from "../translate/wire-form.ts";
import { callProvider, type ProviderAccess, type ProviderReply } from "./call-provider.ts";
import { failureOfAnswer, type FailedCall } from "./failure-of-answer.ts";
import type { LaneConnection, UpstreamModel } from "./lane-connection.ts";
import { readProviderError } from "./provider-error.ts";

/** What tells one kind of provider lane from another. */
export interface ProviderDialect {
  form: WireForm;
  /** Below the lane's base URL. */
  path: string;
  /** What is missing of an answer that its form cannot tell without what was sent; null when all is there. */
  missing: (sent: WireBody, answer: unknown) => string | null;
  /** What an answer without counts that can be billed by is billed by. */
  estimateUsage: (sent: WireBody, answer: unknown) => LaneAnswer["usage"];
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
      const model = connection.upstream_models.get(request.model);
      if (model === undefined) {
        const message = `${lane.display_name} does not have ${request.model} any more.`;
        throw new LaneFailure("lane_unavailable", message, { status_code: null });
      }
      const sent = bodyOf(request, model, connection, dialect);
      const reply = await callProvider(access, connection, dialect.path, sent, signal);
      const call = { connection, upstream_model: model.name, now: access.now() };
      if (reply.status < 200 || reply.status > 299) throw failureOfAnswer(reply, call);
      return answerOf(reply, { ...call, request, sent }, dialect);
    },
  };
}

function bodyOf(
  request: LaneRequest,
  { name, max_output_tokens }: UpstreamModel,
  { display_name, output_limit_field }: LaneConnection,
  { form }: ProviderDialect,
): WireBody {
  const chat_limit_field = output_limit_field;
  const wire = toWire(request, { form, model: name, max_output_tokens, chat_limit_field });
  if ("body" in wire) return wire.body;
  const why = wire.inexpressible.map(({ message }) => message).join(" ");
  const message = `${display_name} cannot be asked for this: ${why}`;
  throw new LaneFailure("invalid_input", message, { status_code: null });
}

function answerOf(
  reply: ProviderReply,
  call: FailedCall & { request: LaneRequest; sent: WireBody },
  { form, missing, estimateUsage }: ProviderDialect,
): LaneAnswer {
  const value = parsedReply(reply, call.connection);
  const received_at = Math.floor(call.now.getTime() / 1_000);
  const read = fromWire({ body_json: reply.text, value, received_at }, form, call.request);
  if ("unreadable" in read) throw failureOfUnreadable(read.unreadable, reply, call);
  const lack = missing(call.sent, value);
  if (lack !== null) throw failureOfUnreadable(lack, reply, call);
  const { body_json } = read;
  const answer = { status_code: 200, request_id: requestId(reply, value), body_json };
  if (read.usage !== null) return { ...answer, usage: read.usage };
  return { ...answer, usage: estimateUsage(call.sent, value), is_usage_estimated: true };
}

function parsedReply({ text }: ProviderReply, { display_name }: LaneConnection): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `${display_name} answered 200, but not with JSON.`;
    throw new LaneFailure("provider_broken_json", message, { cause });
  }
}

/** Some routers answer 200 before they know that their own upstream fails, and put its status into the body. */
function failureOfUnreadable(why: string, reply: ProviderReply, call: FailedCall): LaneFailure {
  const { status } = readProviderError(reply.text);
  if (status !== null && status >= 400 && status < 600)
    return failureOfAnswer({ ...reply, status }, call);
  const { display_name, secret } = call.connection;
  const words = secret?.hideIn(why) ?? why;
  return new LaneFailure("provider_broken_json", `${display_name} answered 200: ${words}`);
}

const MOST_ID_CHARACTERS = 200;

/** The provider's own name for the call, by which its support finds it; empty where it gave none. */
function requestId({ headers }: ProviderReply, value: unknown): string {
  const id = headers["x-request-id"] ?? (isRecord(value) ? value.id : undefined);
  return typeof id === "string" ? id.slice(0, MOST_ID_CHARACTERS) : "";
}
