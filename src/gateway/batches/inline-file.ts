import type { Transaction } from "#gateway/database/database.ts";
import { insertFile, type StoredFile } from "#gateway/files/file-store.ts";
import { keepWhenWritten } from "#gateway/files/keep-when-written.ts";
import type { ReceiveDependencies } from "#gateway/files/receive-file.ts";
import { type InlineItems, receiveInlineItems } from "#gateway/files/receive-inline-items.ts";

/**
 * Checks inline items and writes their bytes, then runs `work`, which has their file's row written in the transaction
 * that uses them. When no transaction that did so commits, the bytes are removed again. Throws `preflight_failed`.
 */
export async function withInlineFile<Result>(
  dependencies: ReceiveDependencies,
  items: InlineItems,
  work: (writeFile: (tx: Transaction) => Promise<StoredFile>) => Promise<Result>,
): Promise<Result> {
  const { file, index } = await receiveInlineItems(dependencies, items);
  return keepWhenWritten(
    () => dependencies.storage.delete(file.storage_key),
    (noteWritten) =>
      work(async (tx) => {
        await insertFile(tx, file, index);
        noteWritten(tx);
        return file;
      }),
  );
}
