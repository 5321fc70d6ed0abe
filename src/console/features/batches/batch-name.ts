import type { Batch } from "#contract/batches.ts";

/** The name that its submitter gave a batch, kept in `metadata.name`. */
export function batchName({ metadata }: Pick<Batch, "metadata">): string | undefined {
  const name = metadata["name"]?.trim();
  return name === "" ? undefined : name;
}
