import type { ResultRow } from "#contract/batches.ts";
import type { ResultPage } from "./items/result-reader.ts";

/** Has the browser fetch a signed link by itself: streamed to disk, never held by the page. */
export function followDownload(url: string): void {
  const anchor = document.createElement("a");
  anchor.href = url;
  anchor.download = "";
  anchor.rel = "noreferrer";
  anchor.click();
}

/** Every row there is at this moment, page after page, handed on as it comes; what is given back is waited for. */
export async function readAllRows(
  readPage: (cursor: string | undefined) => Promise<ResultPage>,
  onRows: (rows: readonly ResultRow[]) => unknown,
): Promise<void> {
  let cursor: string | undefined;
  do {
    // Each page's cursor comes from the one before.
    // oxlint-disable-next-line no-await-in-loop
    const page: ResultPage = await readPage(cursor);
    await onRows(page.data);
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined);
}
