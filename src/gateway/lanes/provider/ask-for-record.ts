import { isRecord } from "#contract/manifest/prompt.ts";
import { LaneFailure } from "../lane.ts";
import { askProvider, type ProviderAccess, type ProviderRequest } from "./ask-provider.ts";
import { failureOfAnswer } from "./failure-of-answer.ts";
import { providerFailure } from "./failure-of-egress.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { isOk, type ProviderReply } from "./read-reply.ts";

type JsonRecord = Readonly<Record<string, unknown>>;

/**
 * Asks a provider for something about a batch or a file and gives the JSON object that it answers with. Any other answer is a `LaneFailure` that speaks
 * of the lane: no item is at fault for how a batch is handled.
 */
export async function askForRecord(
  access: ProviderAccess,
  connection: LaneConnection,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<JsonRecord> {
  const reply = await askProvider(access, connection, request, signal);
  if (!isOk(reply.status)) throw failureOfHandling(reply, connection, access.now());
  return recordOf(reply, connection);
}

/** The same for what may be gone or done already: null for an answer with one of the statuses that say so. */
export async function askUnless(
  statuses: readonly number[],
  access: ProviderAccess,
  connection: LaneConnection,
  request: ProviderRequest,
  signal: AbortSignal,
): Promise<ProviderReply | null> {
  const reply = await askProvider(access, connection, request, signal);
  if (statuses.includes(reply.status)) return null;
  if (!isOk(reply.status)) throw failureOfHandling(reply, connection, access.now());
  return reply;
}

/** The failure that an answer other than 2xx about a batch or a file stands for: never one of an item. */
export function failureOfHandling(
  reply: ProviderReply,
  connection: LaneConnection,
  now: Date,
): LaneFailure {
  const failure = failureOfAnswer(reply, { connection, upstream_model: null, now });
  if (failure.retryable) return failure;
  const { message, status_code } = failure;
  return new LaneFailure("lane_unavailable", message, { status_code });
}

/** The JSON object of an answer, which fails as `provider_broken_json` where it is none. */
export function recordOf({ status, text }: ProviderReply, connection: LaneConnection): JsonRecord {
  const value = parsed(text);
  if (isRecord(value)) return value;
  const words = `answered ${status}, but not with a JSON object`;
  throw brokenJson(connection, words, status);
}

/** An answer without what it must have. */
export function brokenJson(
  connection: LaneConnection,
  words: string,
  status_code = 200,
): LaneFailure {
  return providerFailure("provider_broken_json", connection, words, { status_code });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
