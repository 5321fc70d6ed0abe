import type { Config } from "../../config.ts";
import type { Database } from "../../database/database.ts";
import { sql } from "../../database/sql.ts";
import { fingerprintOf } from "../../installation/installation.ts";
import { findInstallation } from "../../installation/installation-store.ts";
import { createSecretBox, findKey } from "../../webhooks/secret-box.ts";
import { readOnly } from "./database-checks.ts";
import { counted, type Finding, ok, wrong } from "./finding.ts";
import { findDamagedArtifacts } from "./named-artifacts.ts";
import type { StoredArtifacts } from "./stored-artifacts.ts";

const PAGE = 1_000;

/** Whether the storage answers; a bucket is only listed, so that a key that may not write is not found out here. */
export async function checkStorage(stored: StoredArtifacts): Promise<Finding> {
  try {
    await stored.look();
    return ok("storage", `${stored.name} answers.`);
  } catch (error) {
    const fix = "Correct BATCHROUTER_STORAGE and the AWS variables, or the network between.";
    return wrong("storage", error instanceof Error ? error.message : String(error), fix);
  }
}

/** Whether every artifact that the database names is there as it was written. */
export async function checkArtifacts(
  database: Database,
  stored: StoredArtifacts,
  isDeep: boolean,
): Promise<Finding> {
  const damaged = await findDamagedArtifacts(database, stored, { isDeep });
  const [first] = damaged;
  if (first === undefined)
    return ok("artifacts", `Every artifact is there${isDeep ? ", byte for byte" : ""}.`);
  const named = counted(
    damaged.map(({ key }) => ({ id: key })),
    "artifact",
    "artifacts",
  );
  const fix = "Bring back the folder artifacts from a backup.";
  return wrong("artifacts", `Damaged are ${named}. Of the first: ${first.reason}`, fix);
}

/** How much lies in storage that no row names any more: what crashes and deletions left. Nothing is wrong with that. */
export async function countOrphans(database: Database, stored: StoredArtifacts): Promise<Finding> {
  let orphans = 0;
  let page: string[] = [];
  const judge = async (): Promise<void> => {
    orphans += page.length - (await countOwned(database, page));
    page = [];
  };
  for await (const key of stored.list()) {
    page.push(key);
    if (page.length === PAGE) await judge();
  }
  await judge();
  return ok("orphans", `${orphans} ${orphans === 1 ? "file belongs" : "files belong"} to nothing.`);
}

async function countOwned(database: Database, keys: readonly string[]): Promise<number> {
  const [row] = await readOnly<{ owned: number }>(
    database,
    sql`
      select count(*)::integer as owned from unnest(${keys}::text[]) as artifact (key)
      where exists (select from files where storage_key = regexp_replace(artifact.key, '\\.ids$', ''))
        or exists (select from batches where id = split_part(artifact.key, '/', 2) and artifact.key like 'batches/%')
        or artifact.key like 'installations/%'`,
  );
  return row?.owned ?? 0;
}

/** Whether the key opens the secrets that were sealed with it. */
export async function checkKey(database: Database, config: Config): Promise<Finding> {
  const key = config.secretKey ?? (await findKey(config.dataDirectory));
  const installation = await findInstallation(database);
  const sealed = await readOnly<{ id: string; secrets: string[] }>(
    database,
    sql`
      select id::text, array_remove(array[sealed_secret, previous_sealed_secret], null) as secrets from webhooks
      order by webhooks.id limit 10000`,
  );
  const isFounded = installation !== undefined || sealed.length > 0;
  if (key === undefined) {
    return isFounded
      ? wrong(
          "secret_key",
          "The key is missing.",
          "Put secret-box.key back from a backup, or set BATCHROUTER_SECRET_KEY.",
        )
      : ok("secret_key", "A key is made at the first start.");
  }
  const box = createSecretBox(key);
  const unopened = sealed.filter(({ secrets }) => secrets.some((secret) => !canOpen(box, secret)));
  const isSame = installation === undefined || installation.key_fingerprint === fingerprintOf(key);
  if (isSame && unopened.length === 0)
    return ok("secret_key", `The key opens all ${sealed.length} webhook secrets.`);
  const what = isSame ? "" : "It is not the key that this database was set up with. ";
  return wrong(
    "secret_key",
    `${what}The key does not open ${unopened.length} of ${sealed.length} webhook secrets.`,
    "Put the right secret-box.key back, or set BATCHROUTER_SECRET_KEY to the right one.",
  );
}

function canOpen(box: ReturnType<typeof createSecretBox>, secret: string): boolean {
  try {
    box.open(secret);
    return true;
  } catch {
    return false;
  }
}
