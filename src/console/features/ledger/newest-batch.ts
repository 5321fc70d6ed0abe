import type { Exchange } from "#contract/client.ts";

/** The batch that was submitted last in this session; undefined where none was. */
export function newestBatch(calls: readonly Exchange[]): string | undefined {
  const made = calls.findLast(
    ({ endpoint, status }) => endpoint === "batches.create" && status === 201,
  );
  return /"id":\s*"(bat_[0-9a-z]{20})"/.exec(made?.response_body ?? "")?.[1];
}
