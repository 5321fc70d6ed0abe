import { isRecord } from "#contract/manifest/prompt.ts";
import type { UpstreamCounts, UpstreamState } from "../batch-lane.ts";
import { LaneFailure, type LaneFailureCode } from "../lane.ts";
import { brokenJson } from "../provider/ask-for-record.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";

/** A batch as it came, of which nothing is sure: https://platform.openai.com/docs/api-reference/batch/object. */
export type BatchObject = Readonly<Record<string, unknown>>;

/** What a batch's status means; a status that is not documented is no answer. */
export function stateOf(batch: BatchObject, connection: LaneConnection): UpstreamState {
  const counts = countsOf(batch.request_counts);
  switch (batch.status) {
    case "validating":
    case "in_progress":
    case "finalizing":
    case "cancelling":
      return { kind: "working", counts };
    case "completed":
    case "expired":
    case "cancelled":
      return { kind: "ended", why: batch.status, counts };
    case "failed":
      // Some servers, a gateway of this kind among them, keep what was done of a batch that failed on the way.
      if (hasResults(batch)) return { kind: "ended", why: "completed", counts };
      return { kind: "refused", failure: failureOfValidation(batch, connection) };
    default:
      throw brokenJson(connection, "answered with a batch of no known status");
  }
}

/** Whether a batch goes on and has not been asked to end. */
export function isBegun({ status }: BatchObject): boolean {
  return status === "validating" || status === "in_progress" || status === "finalizing";
}

function hasResults({ output_file_id, error_file_id }: BatchObject): boolean {
  return [output_file_id, error_file_id].some((id) => typeof id === "string" && id !== "");
}

function countsOf(value: unknown): UpstreamCounts | null {
  if (!isRecord(value)) return null;
  const { total, completed, failed } = value;
  if (!isCount(total) || !isCount(completed) || !isCount(failed)) return null;
  return { total, completed, failed };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** The most of a batch's errors that a message repeats. */
const MOST_ERRORS = 3;

/**
 * Why a batch failed before anything of it was done. How much an account may have waiting passes with time (`token_limit_exceeded`); all else is
 * wrong with the lane, its model or its file, and the items should not suffer for it.
 */
function failureOfValidation(batch: BatchObject, connection: LaneConnection): LaneFailure {
  const errors = errorsOf(batch);
  const told = errors.map(({ code, message }) => `${code} ${message}`).join(" ");
  const code: LaneFailureCode = /token_limit_exceeded|rate_limit|enqueued token limit/i.test(told)
    ? "provider_429"
    : "lane_unavailable";
  const words = errors.slice(0, MOST_ERRORS).map(wordsOf).join("; ");
  const said = connection.secret?.hideIn(words) ?? words;
  const message = `${connection.display_name} refused the batch: ${said === "" ? "it does not say why" : said}.`;
  return new LaneFailure(code, message, { status_code: null });
}

interface ValidationError {
  code: string;
  message: string;
  line: number | null;
}

function errorsOf({ errors }: BatchObject): ValidationError[] {
  const listed = isRecord(errors) && Array.isArray(errors.data) ? errors.data : [];
  return listed.filter(isRecord).map(({ code, message, line }) => ({
    code: typeof code === "string" ? code : "",
    message: typeof message === "string" ? message.slice(0, 300) : "",
    line: typeof line === "number" ? line : null,
  }));
}

function wordsOf({ code, message, line }: ValidationError): string {
  const said = (message === "" ? code : message).replace(/[.\s]+$/, "");
  return line === null ? said : `line ${line}: ${said}`;
}
