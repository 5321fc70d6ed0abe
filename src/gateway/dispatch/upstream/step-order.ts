import { beginHandOver, resumeHandOver } from "./hand-over.ts";
import { forget, lookAfter } from "./look-after.ts";
import type { OrderBooks } from "./order-books.ts";
import type { UpstreamBatchRow } from "#gateway/batches/upstream-store.ts";

/** Whether nothing is waited for any more. */
export function isSettled({ status }: UpstreamBatchRow): boolean {
  return status === "answered" || status === "refused" || status === "left";
}

/** Takes an upstream batch one step further, if that is due; one that has been looked at once is put off by that. */
export async function stepOrder(
  books: OrderBooks,
  row: UpstreamBatchRow,
): Promise<UpstreamBatchRow> {
  const lane = books.dependencies.lanes.get(row.lane_id);
  if (lane?.kind !== "batch") {
    if (isSettled(row)) return row;
    const message = `The lane ${row.lane_id} is not configured any more.`;
    return books.settle(row, "refused", { code: "lane_unavailable", message });
  }
  if (row.status === "answered") return row.is_forgotten ? row : forget(books, lane, row);
  if (isSettled(row) || !isDue(books, row)) return row;
  switch (row.status) {
    case "waiting":
      return beginHandOver(books, lane, row);
    case "handing_over":
      return resumeHandOver(books, lane, row);
    default:
      return lookAfter(books, lane, row);
  }
}

/** A batch that is to end early does not wait for its turn, unless its end has been asked for already. */
function isDue(books: OrderBooks, row: UpstreamBatchRow): boolean {
  return row.next_look_at <= books.now() || (books.isEnding && row.stopping_at === null);
}
