import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import type { Store } from "./store.ts";

/** Jobs that come back for ever. */
const RECURRING = new Set(["sweep_ended"]);
const TWO_DAYS_AGO = (): Date => new Date(Date.now() - 48 * 3_600_000);

/** Lets two days pass for all that waits: retries, sweeps, and what a reaper leaves alone for a day. */
export async function letTimePass(store: Store, artifactsFolder: string): Promise<void> {
  await store.query("update jobs set run_at = now() where state = 'waiting'");
  await store.query("update unowned_artifacts set noted_at = now() - interval '48 hours'");
  for (const draft of await filesBelow(join(artifactsFolder, ".drafts"))) {
    await utimes(join(artifactsFolder, ".drafts", draft), TWO_DAYS_AGO(), TWO_DAYS_AGO());
  }
}

/** What is left to do: jobs that are not recurring, by kind and state. */
export async function listOpenJobs(
  store: Store,
): Promise<{ kind: string; state: string; count: number }[]> {
  const rows = await store.query<{ kind: string; state: string; count: number }>(
    "select kind, state, count(*)::integer as count from jobs group by kind, state",
  );
  return rows.filter(({ kind, state }) => state === "dead" || !RECURRING.has(kind));
}

/** Everything that should not be there any more, each in a sentence. */
export async function listLeftovers(store: Store, artifactsFolder: string): Promise<string[]> {
  const jobs = await listOpenJobs(store);
  const [units] = await store.query<{ open: number }>(
    "select count(*)::integer as open from batch_units where status in ('waiting', 'running')",
  );
  const [batches] = await store.query<{ open: number }>(
    "select count(*)::integer as open from batches where completed_at is null",
  );
  const named = await listNamedArtifacts(store);
  const stored = (await filesBelow(artifactsFolder)).filter((name) =>
    /^(files|batches|\.drafts)\//.test(name),
  );
  const unnamed = stored.filter((name) => !named.has(name.replace(/(\.|\/)ids$/, "")));
  const missing = [...named].filter((name) => name.includes(".") || name.startsWith("files/"));
  const gone = missing.filter((name) => !stored.includes(name));
  return [
    ...jobs.map(({ kind, state, count }) => `${count} jobs ${kind} are left ${state}`),
    ...(units?.open === 0 ? [] : [`${units?.open} units are open`]),
    ...(batches?.open === 0 ? [] : [`${batches?.open} batches are open`]),
    ...unnamed.map((name) => `no row names the artifact ${name}`),
    ...gone.map((name) => `the artifact ${name} is named and not there`),
  ];
}

/** The artifacts that rows name; of a batch also its folder, in which the index of its ids lies. */
async function listNamedArtifacts(store: Store): Promise<Set<string>> {
  const rows = await store.query<{ name: string }>(`
    select storage_key as name from files
    union all select output_name from batches where output_name is not null
    union all select error_name from batches where error_name is not null
    union all select 'batches/' || id from batches`);
  return new Set(rows.map(({ name }) => name));
}

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
}
