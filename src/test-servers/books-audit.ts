/**
 * One statement that finds what is wrong with the books of a whole database at one moment, a sentence a row in
 * `deviation`: credits against their entries, quotes against batches, reservations and settlements against both, and
 * open batches that nobody moves on.
 */
export const BOOKS_AUDIT = `
  with entry as (
    select org_id, sum(balance_change_micros) as balance, sum(reserved_change_micros) as reserved
    from ledger_entries group by org_id
  ),
  paid as (
    select batch_id, max(reserved_change_micros) filter (where kind = 'reserve') as reserved,
      max(-reserved_change_micros) filter (where kind = 'settle') as charged,
      coalesce(max(-reserved_change_micros) filter (where kind = 'release'), 0) as released
    from ledger_entries where batch_id is not null group by batch_id
  )
  select format('%s: balance %s and reserved %s, entries %s and %s', id, balance_micros, reserved_micros, balance, reserved)
    as deviation
  from orgs left join entry on org_id = id
  where balance_micros <> coalesce(balance, 0) or reserved_micros <> coalesce(reserved, 0)
    or balance_micros < 0 or reserved_micros < 0
  union all
  select format('%s of %s is used by %s', quotes.id, coalesce(batches.id, 'no batch'), coalesce(quotes.batch_id, 'none'))
  from quotes full join batches on batches.quote_id = quotes.id
  where quotes.batch_id is distinct from batches.id
  union all
  select format('%s has reserved %s, its entry %s', coalesce(id, paid.batch_id), reserved_micros, paid.reserved)
  from batches full join paid on paid.batch_id = id
  where id is null or reserved_micros is distinct from paid.reserved or reserved_micros > quoted_micros
  union all
  select format('%s is %s, charged %s and settled at %s with %s released', id, status, charged_micros, charged, released)
  from batches join paid on paid.batch_id = id
  where charged_micros is distinct from charged or (completed_at is null) <> (charged is null)
    or (charged is not null and charged + released <> reserved_micros)
  union all
  select format('%s is %s and nobody moves it on', id, status)
  from batches
  where completed_at is null and not exists (
    select 1 from jobs
    where kind in ('plan_batch', 'run_unit', 'finish_batch') and state <> 'dead' and payload ->> 'batch_id' = batches.id
  )`;
