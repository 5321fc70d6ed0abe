/** The states of a batch in the order in which they come; the last four are terminal. Never backwards. */
export const BATCH_STATUSES = [
  "pending",
  "queued",
  "routing",
  "dispatched",
  "processing",
  "completing",
  "completed",
  "failed",
  "cancelled",
  "expired",
] as const;
export type BatchStatus = (typeof BATCH_STATUSES)[number];

interface BatchState {
  terminal: boolean;
  /** What it means, for people. */
  meaning: string;
  /** Null where the batch can be cancelled; otherwise why it cannot. */
  cancelRefusal: string | null;
}

/** What each state means and allows: the gateway decides by it, the console enables buttons by it. */
export const BATCH_STATES: Record<BatchStatus, BatchState> = {
  pending: { terminal: false, meaning: "Accepted; credits are reserved.", cancelRefusal: null },
  queued: { terminal: false, meaning: "Waiting for a worker.", cancelRefusal: null },
  routing: {
    terminal: false,
    meaning: "Cutting the input into units of work.",
    cancelRefusal: null,
  },
  dispatched: {
    terminal: false,
    meaning: "Units are on their lanes; no answer yet.",
    cancelRefusal: null,
  },
  processing: { terminal: false, meaning: "Answers are coming in.", cancelRefusal: null },
  completing: {
    terminal: false,
    meaning: "Every item is done; the artifacts are being joined and the bill settled.",
    cancelRefusal: "Every item is done already; the batch ends in a moment.",
  },
  completed: {
    terminal: true,
    meaning: "Every item has its answer or its error.",
    cancelRefusal: "The batch has completed.",
  },
  failed: {
    terminal: true,
    meaning: "The batch could not be run to its end.",
    cancelRefusal: "The batch has failed.",
  },
  cancelled: {
    terminal: true,
    meaning: "Cancelled; what was done is delivered and charged.",
    cancelRefusal: "The batch was cancelled before.",
  },
  expired: {
    terminal: true,
    meaning: "The deadline passed; what was done is delivered and charged.",
    cancelRefusal: "The batch has expired.",
  },
};

/** Whether a batch in this state will never change again. */
export function isTerminal(status: BatchStatus): boolean {
  return BATCH_STATES[status].terminal;
}

/** Whether a batch may go from one state to the other: forward only, and out of a terminal state never. */
export function canTransition(from: BatchStatus, to: BatchStatus): boolean {
  return !isTerminal(from) && BATCH_STATUSES.indexOf(to) > BATCH_STATUSES.indexOf(from);
}

/** How a batch ended, told apart as people need it: the word of the API alone would show a half-failed batch in green. */
export type BatchOutcome =
  | "running"
  | "completed"
  | "completed_with_failures"
  | "all_failed"
  | "failed"
  | "cancelled"
  | "expired";

/** The outcome by state and counts. */
export function batchOutcome(batch: {
  status: BatchStatus;
  counts: { completed: number; failed: number };
}): BatchOutcome {
  if (!isTerminal(batch.status)) return "running";
  if (batch.status === "completed") {
    if (batch.counts.failed === 0) return "completed";
    return batch.counts.completed === 0 ? "all_failed" : "completed_with_failures";
  }
  if (batch.status === "failed" || batch.status === "cancelled" || batch.status === "expired") {
    return batch.status;
  }
  return "running";
}
