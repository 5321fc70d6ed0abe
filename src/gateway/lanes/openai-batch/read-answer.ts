import { isRecord } from "#contract/manifest/prompt.ts";
import type { UpstreamAnswer } from "../batch-lane.ts";
import { LaneFailure, type LaneAnswer, type LaneFailureCode, type LaneRequest } from "../lane.ts";
import { missingVectors } from "../embeddings/missing-vectors.ts";
import { brokenJson } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";
import { estimateUsage } from "../provider/estimate-usage.ts";
import { failureOfAnswer } from "../provider/failure-of-answer.ts";
import { rawMember } from "../provider/raw-member.ts";
import { isOk } from "../provider/read-reply.ts";
import { wireAnswerOf } from "../provider/wire-answer.ts";
import { upstreamModelOf, wireBodyOf } from "../provider/wire-body.ts";
import { upstreamFormOf } from "./write-line.ts";

/**
 * What a line of a result file means for its item: https://platform.openai.com/docs/api-reference/batch/request-output. The answer within it keeps
 * its bytes where its form is the item's own.
 */
export function readAnswer(
  { text }: UpstreamAnswer,
  request: LaneRequest,
  provider: BatchProvider,
): LaneAnswer {
  const { access, connection } = provider;
  const line = parsed(text);
  const { response } = line;
  if (!isRecord(response)) throw failureOfLine(line.error, provider);
  const body = rawMember(text, ["response", "body"]);
  const { status_code: status, request_id } = response;
  if (typeof status !== "number" || body === undefined)
    throw brokenJson(connection, "gave a line without a status or a body");
  const headers = typeof request_id === "string" ? { "x-request-id": request_id } : {};
  const reply = { status, headers: { ...headers }, text: body };
  const upstream_model = upstreamModelOf(request, connection).name;
  const call = { connection, upstream_model, now: access.now() };
  if (!isOk(status)) throw failureOfAnswer(reply, call);
  const form = upstreamFormOf(request, provider);
  const answered = {
    ...call,
    request,
    get sent() {
      return wireBodyOf(request, connection, form);
    },
  };
  const missing = form === "embeddings" ? { missing: missingVectors } : {};
  return wireAnswerOf(reply, answered, { form, ...missing, estimateUsage });
}

/** Codes of lines that no endpoint was asked for; those of another gateway of this kind are the lanes' own. */
const CODES: Readonly<Record<string, LaneFailureCode>> = {
  batch_expired: "provider_expired",
  batch_cancelled: "provider_expired",
  request_timeout: "provider_timeout",
  invalid_input: "invalid_input",
  content_policy: "content_policy",
  context_length: "context_length",
};

function failureOfLine(error: unknown, { connection }: BatchProvider): LaneFailure {
  const { code, message } = isRecord(error) ? error : {};
  const known = typeof code === "string" && Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const said = typeof message === "string" ? message.slice(0, 300) : "it does not say why";
  const words = (connection.secret?.hideIn(said) ?? said).replace(/[.\s]+$/, "");
  const told = `${connection.display_name} did not answer the item: ${words}.`;
  return new LaneFailure(known ?? "provider_500", told, { status_code: null });
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const line: unknown = JSON.parse(text);
    return isRecord(line) ? line : {};
  } catch {
    return {};
  }
}
