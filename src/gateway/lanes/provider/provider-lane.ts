import { isRecord } from "#contract/manifest/prompt.ts";
import type { ProviderCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import { LaneFailure, type LaneAnswer, type LaneRequest, type SyncLane } from "../lane.ts";
import { callProvider, type ProviderAccess, type ProviderReply } from "./call-provider.ts";
import { failureOfAnswer } from "./failure-of-answer.ts";
import type { LaneConnection, UpstreamModel } from "./lane-connection.ts";
import { readProviderError } from "./provider-error.ts";

/** What tells one kind of provider lane from another. */
export interface ProviderDialect {
  /** Below the lane's base URL. */
  path: string;
  /** The body to send; throws a `LaneFailure` for an item that the provider's form has no place for. */
  write: (request: LaneRequest, model: UpstreamModel, connection: LaneConnection) => object;
  /** What to keep of a 2xx answer, read as JSON; throws an `UnusableAnswer` for one that is no answer. */
  read: (answer: ReceivedAnswer) => Pick<LaneAnswer, "body_json" | "usage">;
}

/** An answer as it came, with what was asked. */
export interface ReceivedAnswer {
  request: LaneRequest;
  /** The body that was sent. */
  sent: object;
  /** The exact text. */
  text: string;
  /** What the text says. */
  value: unknown;
  received_at: Date;
}

/** JSON that came with 200 and is no answer; the message says what is wrong with it. */
export class UnusableAnswer extends Error {
  override readonly name = "UnusableAnswer";
}

/** OpenAI's guide on rate limits asks for random exponential backoff; eight retries take some one and a half minutes. */
const BACKOFF = { retries: 8, baseMs: 500, maxMs: 30_000 };

/** A lane that sends each item to a provider by one POST and keeps the answer as it comes. */
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
        throw new LaneFailure("lane_unavailable", message);
      }
      const sent = dialect.write(request, model, connection);
      const reply = await callProvider(access, connection, dialect.path, sent, signal);
      const failed = { connection, upstream_model: model.name, now: access.now() };
      if (reply.status < 200 || reply.status > 299) throw failureOfAnswer(reply, failed);
      const value = parsedReply(reply, connection);
      const received = { request, sent, text: reply.text, value, received_at: failed.now };
      try {
        return { ...dialect.read(received), status_code: 200, request_id: requestId(reply, value) };
      } catch (error) {
        if (!(error instanceof UnusableAnswer)) throw error;
        throw failureOfUnusable(error, reply, failed);
      }
    },
  };
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
function failureOfUnusable(
  error: UnusableAnswer,
  reply: ProviderReply,
  call: Parameters<typeof failureOfAnswer>[1],
): LaneFailure {
  const { status } = readProviderError(reply.text);
  if (status !== null && status >= 400 && status < 600)
    return failureOfAnswer({ ...reply, status }, call);
  const message = `${call.connection.display_name} answered 200, but ${error.message}.`;
  return new LaneFailure("provider_broken_json", message);
}

const MOST_ID_CHARACTERS = 200;

/** The provider's own name for the call, by which its support finds it; empty where it gave none. */
function requestId({ headers }: ProviderReply, value: unknown): string {
  const id = headers["x-request-id"] ?? (isRecord(value) ? value.id : undefined);
  return typeof id === "string" ? id.slice(0, MOST_ID_CHARACTERS) : "";
}
