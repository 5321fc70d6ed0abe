interface ListObject<Item> {
  object: "list";
  data: Item[];
  first_id: string | null;
  last_id: string | null;
  has_more: boolean;
}

/** A page in OpenAI's form, of items of which one more was read than the page holds, to know whether another follows. */
export function listObject<Item extends { id: string }>(
  items: readonly Item[],
  limit: number,
): ListObject<Item> {
  const data = items.slice(0, limit);
  return {
    object: "list",
    data,
    first_id: data.at(0)?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: items.length > limit,
  };
}
