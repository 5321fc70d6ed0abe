import type { BatchEnding } from "#gateway/batches/store.ts";

const NOT_DONE: Readonly<Record<BatchEnding, { code: string; message: string }>> = {
  cancelled: {
    code: "batch_cancelled",
    message: "The batch was cancelled before this item was done.",
  },
  expired: {
    code: "batch_expired",
    message: "The deadline of the batch passed before this item was done.",
  },
  failed: { code: "batch_failed", message: "The batch could not go on before this item was done." },
};

/** What stands in the error file for an item that was not done when its batch ended early. */
export function notDoneError(ending: BatchEnding): { code: string; message: string } {
  return NOT_DONE[ending];
}
