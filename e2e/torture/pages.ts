/** Every row of a paged list, in its order. */
export async function allPages<Row>(
  page: (cursor: string | undefined) => Promise<{ data: Row[]; next_cursor: string | null }>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { data, next_cursor } = await page(cursor);
    rows.push(...data);
    cursor = next_cursor;
  }
  return rows;
}
