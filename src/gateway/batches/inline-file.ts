import type { OrgId } from "#contract/primitives.ts";
import type { Transaction } from "#gateway/database/database.ts";
import type { StoredFile } from "#gateway/files/file-store.ts";
import type { InlineItemsDependencies } from "#gateway/files/receive-inline-items.ts";
import { receiveInlineItems } from "#gateway/files/receive-inline-items.ts";
import { type NewFileDependencies, withNewFile } from "#gateway/files/with-new-file.ts";
import type { WorkGroup } from "#gateway/quotes/work.ts";

/** A file whose row has been written, as the input of a batch. */
export interface WrittenFile {
  file: StoredFile;
  /** With what lanes cannot be asked for of them. */
  groups: readonly WorkGroup[];
}

/**
 * Checks inline items and writes their bytes, then runs `work`, which has their file's row written in the transaction
 * that uses them. When no transaction that did so commits, the bytes are removed again. Throws `preflight_failed`.
 */
export async function withInlineFile<Result>(
  dependencies: InlineItemsDependencies & NewFileDependencies,
  { org_id, items }: { org_id: OrgId; items: readonly unknown[] },
  work: (writeFile: (tx: Transaction) => Promise<WrittenFile>) => Promise<Result>,
): Promise<Result> {
  return withNewFile(dependencies, org_id, async (place, keep) => {
    const received = await receiveInlineItems(dependencies, place, items);
    return work(async (tx) => {
      await keep(tx, received);
      return { file: received.file, groups: received.groups };
    });
  });
}
