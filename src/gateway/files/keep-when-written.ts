import type { Transaction } from "../database/database.ts";
import { OutcomeUnknown } from "../database/database-error.ts";

/**
 * Runs `work`, which writes the row of bytes that are stored already and says so in its transaction, and removes the bytes
 * unless that transaction has committed. They stay where nobody knows whether it has: a row without its bytes would be
 * worse than bytes without a row.
 */
export async function keepWhenWritten<Result>(
  removeBytes: () => Promise<void>,
  work: (noteWritten: (tx: Transaction) => void) => Promise<Result>,
): Promise<Result> {
  let isKept = false;
  try {
    return await work((tx) => tx.afterCommit(() => (isKept = true)));
  } catch (error) {
    if (error instanceof OutcomeUnknown) isKept = true;
    throw error;
  } finally {
    if (!isKept) await removeBytes();
  }
}
