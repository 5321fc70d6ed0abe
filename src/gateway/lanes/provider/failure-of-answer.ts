import { LaneFailure, type LaneFailureCode } from "../lane.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { readProviderError, type ProviderError } from "./provider-error.ts";
import type { ProviderReply } from "./read-reply.ts";
import { retryAfterMs } from "./retry-after.ts";

/** Whose call it was, for the words of a failure. */
export interface FailedCall {
  connection: LaneConnection;
  /** Null where none was asked for. */
  upstream_model: string | null;
  now: Date;
}

/**
 * The failure that an answer other than 2xx stands for, by OpenAI's documented codes and by the status. What is wrong
 * with the lane and not with the item, a key or a model's name, sends the item to the next lane at once.
 */
export function failureOfAnswer(reply: ProviderReply, call: FailedCall): LaneFailure {
  const error = readProviderError(reply.text);
  const status = isKeyRefused(reply.status, error) ? 401 : reply.status;
  const code = failureCode(status, error);
  const { connection } = call;
  const said = connection.secret?.hideIn(error.message) ?? error.message;
  const words = [`${connection.display_name} answered ${reply.status}`, wordsFor(status, said)];
  const hint = code === "lane_unavailable" ? hintFor(status, error, call) : "";
  const wait = retryAfterMs(reply.headers, call.now);
  const mayWait = code === "provider_429" || code === "provider_500";
  return new LaneFailure(code, `${words.filter((word) => word !== "").join(": ")}.${hint}`, {
    status_code: reply.status,
    ...(mayWait && wait !== null ? { retry_after_ms: wait } : {}),
  });
}

/** Gemini refuses a key by 400: https://ai.google.dev/gemini-api/docs/troubleshooting. */
function isKeyRefused(status: number, { message }: ProviderError): boolean {
  return status === 400 && /^api key (?:not valid|expired|not found)/i.test(message);
}

/** What a provider says of a key may hold a part of it. */
function wordsFor(status: number, said: string): string {
  return status === 401 || status === 403 ? "" : said.replace(/[.\s]+$/, "");
}

const CONTEXT_LENGTH =
  /context_length|exceed_context_size|maximum context length|context window|prompt is too long|exceed context limit|exceeds the maximum number of tokens/i;
const CONTENT_POLICY = /content_filter|content_policy|responsibleaipolicyviolation|moderation/i;
const NO_MODEL = /model_not_found|not a valid model|model .{1,200} (?:does not exist|not found)/i;
const NO_CREDIT = /insufficient_quota|billing_(?:hard_limit_reached|not_active)/i;

function failureCode(status: number, error: ProviderError): LaneFailureCode {
  const told = `${error.code} ${error.message}`;
  if (status === 429) return NO_CREDIT.test(error.code) ? "lane_unavailable" : "provider_429";
  if (status === 408 || status === 504) return "provider_timeout";
  if (status >= 500) return "provider_500";
  // OpenRouter refuses what its moderation flags by 403; any other refusal is one of the key.
  if (status === 403) return CONTENT_POLICY.test(told) ? "content_policy" : "lane_unavailable";
  if (!ITEM_STATUSES.has(status)) return "lane_unavailable";
  if (CONTEXT_LENGTH.test(told)) return "context_length";
  if (CONTENT_POLICY.test(error.code)) return "content_policy";
  return NO_MODEL.test(told) ? "lane_unavailable" : "invalid_input";
}

/** Statuses by which a server refuses the item; all other ones below 500 refuse the caller, or are no answer to it. */
const ITEM_STATUSES = new Set([400, 409, 413, 415, 422]);

function hintFor(
  status: number,
  error: ProviderError,
  { connection: { secret }, upstream_model }: FailedCall,
): string {
  if (status === 401 || status === 403) {
    return secret === null
      ? " The lane has no key: name the variable that holds one as its api_key_env."
      : ` Check the key in ${secret.variable}.`;
  }
  if (status === 402 || status === 429) return " The account has no credit left.";
  if (status >= 300 && status < 400)
    return " Redirects are not followed: the lane's base_url must be the address itself.";
  const isModel = status === 404 || NO_MODEL.test(`${error.code} ${error.message}`);
  if (upstream_model !== null && isModel)
    return ` Check upstream_model ${JSON.stringify(upstream_model)} and the lane's base_url.`;
  return " Check the lane's base_url.";
}
