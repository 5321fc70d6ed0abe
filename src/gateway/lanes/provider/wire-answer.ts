import { isRecord } from "#contract/manifest/prompt.ts";
import { LaneFailure, type LaneAnswer, type LaneRequest } from "../lane.ts";
import { fromWire } from "../translate/from-wire.ts";
import type { WireBody, WireForm } from "../translate/wire-form.ts";
import { failureOfAnswer, type FailedCall } from "./failure-of-answer.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { readProviderError } from "./provider-error.ts";
import type { ProviderReply } from "./read-reply.ts";

/** How the answers of a form are read. */
export interface AnswerDialect {
  form: WireForm;
  /** What is missing of an answer, null when all is there; left out where the form tells that without what was sent. */
  missing?: (sent: WireBody, answer: unknown) => string | null;
  /** What an answer without counts that can be billed by is billed by. */
  estimateUsage: (sent: WireBody, answer: unknown) => LaneAnswer["usage"];
}

/** A call that was answered. */
export interface AnsweredCall extends FailedCall {
  request: LaneRequest;
  /** The body that was sent; looked at only where the answer leaves something open. */
  readonly sent: WireBody;
}

/** What an answer of 2xx is to the item: kept as it came where its form is the item's own; a `LaneFailure` where it says nothing. */
export function wireAnswerOf(
  reply: ProviderReply,
  call: AnsweredCall,
  { form, missing, estimateUsage }: AnswerDialect,
): LaneAnswer {
  const value = parsedReply(reply, call.connection);
  const received_at = Math.floor(call.now.getTime() / 1_000);
  const read = fromWire({ body_json: reply.text, value, received_at }, form, call.request);
  if ("unreadable" in read) throw failureOfUnreadable(read.unreadable, reply, call);
  const lack = missing?.(call.sent, value) ?? null;
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
