import { problem } from "./problem.ts";

/** A page of a list as the API answers it. */
export interface Page<Item> {
  data: Item[];
  next_cursor: string | null;
}

/** An opaque cursor that holds the sort key of the last row of a page. */
export function encodeCursor(key: string): string {
  return Buffer.from(`1:${key}`).toString("base64url");
}

/** The sort key that a cursor holds; null without one; throws `invalid_request` when it is not one that `key` matches. */
export function decodeCursor(cursor: string | undefined, key: RegExp): string | null {
  if (cursor === undefined) return null;
  const text = Buffer.from(cursor, "base64url").toString();
  if (text.startsWith("1:") && key.test(text.slice(2))) return text.slice(2);
  const message = "This cursor is not one that this list gave.";
  throw problem("invalid_request", `query.cursor: ${message}`, {
    issues: [{ path: "query.cursor", message }],
  });
}

/** A page out of rows of which one more was read than the page holds, to know whether another page follows. */
export function pageOfRows<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => string,
  toItem: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { data: shown.map(toItem), next_cursor: hasMore ? encodeCursor(keyOf(last)) : null };
}
