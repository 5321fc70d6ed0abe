import type { UpstreamCounts, UpstreamState } from "../batch-lane.ts";
import type { LaneConnection } from "../provider/lane-connection.ts";
import { recordOf, recordsOf, textOf } from "../translate/answer.ts";
import { failureOfBatch } from "./failure-of-status.ts";

// https://ai.google.dev/api/batch-api (Operation, GenerateContentBatch)

/** A batch at the provider, as far as its lane asks. */
export interface BatchObject {
  /** `batches/…` */
  name: string;
  display_name: string | null;
  /** Without the prefix, which is BATCH_STATE_ in the API and JOB_STATE_ in its guide. */
  state: string;
  is_done: boolean;
  counts: UpstreamCounts | null;
  /** Why it failed or was cancelled; without fields where it has done neither. */
  error: Readonly<Record<string, unknown>>;
  /** `files/…`; null for requests that did not come as a file. */
  input_file: string | null;
  output: BatchOutput;
}

/** Where the responses are: in a file, within the answer, or nowhere. */
type BatchOutput =
  | { kind: "file"; name: string }
  | { kind: "inline"; responses: readonly Readonly<Record<string, unknown>>[] }
  | { kind: "none" };

/** Names that may stand in a path as they are. */
const BATCH_NAME = /^batches\/[A-Za-z0-9_-]{1,200}$/;
const FILE_NAME = /^files\/[A-Za-z0-9_-]{1,200}$/;

/** Reads the operation that stands for a batch; undefined for anything else. */
export function readBatchObject(value: unknown): BatchObject | undefined {
  const operation = recordOf(value);
  const batch = recordOf(operation.metadata);
  const name = textOf(operation.name);
  if (name === undefined || !BATCH_NAME.test(name)) return undefined;
  const response = recordOf(operation.response);
  const output = outputOf(response);
  return {
    name,
    display_name: textOf(batch.displayName) ?? null,
    state: stateName(batch.state, operation),
    is_done: operation.done === true,
    counts: countsOf(recordOf(batch.batchStats)),
    error: recordOf(operation.error),
    input_file: fileName(recordOf(batch.inputConfig).fileName),
    output: output.kind === "none" ? outputOf(recordOf(batch.output)) : output,
  };
}

/** Without a state an operation still tells whether it is done, and how. */
function stateName(state: unknown, { done, error }: Readonly<Record<string, unknown>>): string {
  const name = (textOf(state) ?? "").replace(/^(?:BATCH|JOB)_STATE_/, "");
  if (name !== "" && name !== "UNSPECIFIED") return name;
  if (done !== true) return "RUNNING";
  return error === undefined ? "SUCCEEDED" : "FAILED";
}

function outputOf(output: Readonly<Record<string, unknown>>): BatchOutput {
  const name = fileName(output.responsesFile);
  if (name !== null) return { kind: "file", name };
  const { inlinedResponses } = recordOf(output.inlinedResponses);
  if (!Array.isArray(inlinedResponses)) return { kind: "none" };
  return { kind: "inline", responses: recordsOf(inlinedResponses) };
}

function fileName(value: unknown): string | null {
  const name = textOf(value);
  return name !== undefined && FILE_NAME.test(name) ? name : null;
}

/** Numbers of 64 bits come as text, and those that are zero not at all. */
function countsOf(stats: Readonly<Record<string, unknown>>): UpstreamCounts | null {
  const count = (name: string): number => Number(textOf(stats[name]) ?? stats[name] ?? 0);
  const [total, completed, failed] = [
    count("requestCount"),
    count("successfulRequestCount"),
    count("failedRequestCount"),
  ];
  return [total, completed, failed].every(Number.isSafeInteger) && total > 0
    ? { total, completed, failed }
    : null;
}

/**
 * How a batch is. One that failed with nothing to show for it was refused; whatever else came to an end may have responses. A state that nobody
 * knows is one of a batch that goes on.
 */
export function stateOf(
  { state, counts, error, output }: BatchObject,
  connection: LaneConnection,
  now: Date,
): UpstreamState {
  switch (state) {
    case "SUCCEEDED":
    case "PARTIALLY_SUCCEEDED":
      return { kind: "ended", why: "completed", counts };
    case "CANCELLED":
      return { kind: "ended", why: "cancelled", counts };
    case "EXPIRED":
      return { kind: "ended", why: "expired", counts };
    case "FAILED":
      if (output.kind !== "none") return { kind: "ended", why: "completed", counts };
      return { kind: "refused", failure: failureOfBatch(error, connection, now) };
    default:
      return { kind: "working", counts };
  }
}
