import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { promisify } from "node:util";
import { Client } from "pg";

const run = promisify(execFile);
/** Linux counts the time of a process in hundredths of a second. */
const TICK_MS = 10;
/** Counters of the server are written down when a session has been idle for so long. */
const STATISTICS_SETTLE_MS = 1_500;

/** What has been spent so far. */
export interface CostCounters {
  /** Of the gateway's process, all threads. */
  cpu_ms: number;
  transactions: number;
  rows_written: number;
  /** The write-ahead log. */
  log_bytes: number;
  database_bytes: number;
  /** The time in which the server's sessions ran statements. */
  database_ms: number;
  storage_bytes: number;
}

/** Reads the counters of a gateway on a PostgreSQL server. */
export async function readCosts(
  pid: number,
  databaseUrl: string,
  artifactsFolder: string,
): Promise<CostCounters> {
  await new Promise((resolve) => setTimeout(resolve, STATISTICS_SETTLE_MS));
  const { stdout } = await run("du", ["-sb", artifactsFolder]);
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<Omit<CostCounters, "cpu_ms" | "storage_bytes">>(`
      select xact_commit::float8 as transactions,
        (tup_inserted + tup_updated + tup_deleted)::float8 as rows_written,
        (pg_current_wal_lsn() - '0/0'::pg_lsn)::float8 as log_bytes,
        pg_database_size(current_database())::float8 as database_bytes,
        active_time as database_ms
      from pg_stat_database where datname = current_database()`);
    const [row] = rows;
    if (row === undefined) throw new Error("The server keeps no statistics of the database.");
    return { ...row, cpu_ms: cpuMs(pid), storage_bytes: Number.parseInt(stdout, 10) };
  } finally {
    await client.end();
  }
}

/** The difference of two readings, each counter divided. */
export function costsBetween(
  before: CostCounters,
  after: CostCounters,
  divisor: number,
): CostCounters {
  const per = (name: keyof CostCounters): number => (after[name] - before[name]) / divisor;
  return {
    cpu_ms: per("cpu_ms"),
    transactions: per("transactions"),
    rows_written: per("rows_written"),
    log_bytes: per("log_bytes"),
    database_bytes: per("database_bytes"),
    database_ms: per("database_ms"),
    storage_bytes: per("storage_bytes"),
  };
}

function cpuMs(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name, in brackets, may hold anything; user and system time are the 12th and 13th fields after it.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
