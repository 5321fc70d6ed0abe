import type { Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { Store } from "./store.ts";
import type { TortureUser } from "./torture-user.ts";

/** Each item once in the results, one receipt a unit and rung, one settlement; what is not so, in a sentence. */
export async function findDoubles(
  user: TortureUser,
  store: Store,
  batch: Batch,
): Promise<string[]> {
  const rows = await listRows(user, batch.id);
  return [...findDisorder(batch, rows), ...(await findTwice(store, batch.id))];
}

/** The results of a batch of at most a hundred items. */
export async function listRows({ client }: TortureUser, id: Batch["id"]): Promise<ResultRow[]> {
  const page = { params: { id }, query: { limit: 100 } };
  return (await client.call(contract.batches.results, page)).data;
}

/** Results that are not each item once and in order, in a sentence. */
export function findDisorder({ id, item_count }: Batch, rows: readonly ResultRow[]): string[] {
  const places = rows.map((row) => Number(row.id.split("-").at(-1)));
  return places.length === item_count && places.every((place, at) => place === at)
    ? []
    : [`${id} has the results ${places.join()}`];
}

/** What of a batch is there twice, a sentence each. */
export async function findTwice(store: Store, id: Batch["id"]): Promise<string[]> {
  const rows = await store.query<{ what: string }>(`
    select 'unit ' || unit || ' has ' || count(*) || ' receipts on rung ' || rung as what
    from route_receipts where batch_id = '${id}' group by unit, rung having count(*) > 1
    union all
    select count(*) || ' settlements' from ledger_entries where batch_id = '${id}' and kind = 'settle' having count(*) <> 1`);
  return rows.map(({ what }) => `${id}: ${what}`);
}

/** Every row of a batch, as text. */
export async function recordsOf(store: Store, id: Batch["id"]): Promise<string> {
  const rows = await store.query<{ row: string }>(`
    select row from (
      select batches::text as row from batches where id = '${id}'
      union all select batch_units::text from batch_units where batch_id = '${id}'
      union all select batch_lanes::text from batch_lanes where batch_id = '${id}'
      union all select batch_events::text from batch_events where batch_id = '${id}'
      union all select route_receipts::text from route_receipts where batch_id = '${id}'
      union all select ledger_entries::text from ledger_entries where batch_id = '${id}'
    ) as rows order by row`);
  return rows.map(({ row }) => row).join("\n");
}
