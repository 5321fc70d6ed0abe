import { type Sql, sql } from "./sql.ts";

/**
 * Removes every row of the schema and starts every sequence anew. Foreign keys and triggers, which guard rows one by
 * one, are off meanwhile; truncating instead would make new files for every table and index, ten times as slowly.
 */
export const emptyEveryTable: Sql = sql`
  do $$
  declare name text;
  begin
    set local session_replication_role = replica;
    for name in select tablename from pg_tables
      where schemaname = 'public' and tablename <> 'schema_migrations'
    loop execute format('delete from %I', name); end loop;
    perform setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false)
    from pg_sequences where schemaname = 'public';
  end $$
`;
