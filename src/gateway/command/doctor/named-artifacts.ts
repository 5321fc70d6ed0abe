import { createHash } from "node:crypto";
import type { Database, Queryable } from "../../database/database.ts";
import { sql } from "../../database/sql.ts";
import { ArtifactMissing } from "../../storage/artifact-errors.ts";
import type { ArtifactStorage } from "../../storage/storage.ts";

/** What the database says of an artifact. */
interface NamedArtifact {
  key: string;
  bytes: bigint;
  /** Known of input files alone. */
  sha256: string | null;
}

export interface DamagedArtifact {
  key: string;
  reason: string;
}

const PAGE = 1_000;

/**
 * The artifacts that the database names and that are not there with their size or, when looked at deeply, their hash. One
 * that is removed while this looks, by a gateway that runs, is looked up again and not told.
 */
export async function findDamagedArtifacts(
  database: Database,
  storage: Pick<ArtifactStorage, "open" | "size">,
  { isDeep }: { isDeep: boolean },
): Promise<DamagedArtifact[]> {
  const damaged: DamagedArtifact[] = [];
  for (let after = ""; ;) {
    const page = await listNamed(database, { after, limit: PAGE });
    for (const artifact of page) {
      const reason = await damageOf(storage, artifact, isDeep);
      if (reason !== undefined && (await isStillNamed(database, artifact)))
        damaged.push({ key: artifact.key, reason });
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) return damaged;
    after = last.key;
  }
}

/** In the order of their keys. */
function listNamed(
  queryable: Queryable,
  { after, limit }: { after: string; limit: number },
): Promise<NamedArtifact[]> {
  return queryable.query<NamedArtifact>(sql`
    select key, bytes, sha256 from (
      select storage_key as key, bytes, sha256 from files
      union all
      select file.name, file.bytes, null
      from batches cross join lateral (values (output_name, output_bytes), (error_name, error_bytes)) as file (name, bytes)
      where completed_at is not null
      union all
      select file.name, file.bytes, null
      from batches as batch join batch_units as unit on unit.batch_id = batch.id
      cross join lateral (
        values (unit.output_name, unit.output_bytes), (unit.error_name, unit.error_bytes)
      ) as file (name, bytes)
      where batch.completed_at is null
    ) as named
    where key collate "C" > ${after}
    order by key collate "C" limit ${limit}`);
}

async function isStillNamed(queryable: Queryable, { key, bytes }: NamedArtifact): Promise<boolean> {
  const rows = await queryable.query(sql`
    select 1 from files where storage_key = ${key} and bytes = ${bytes}
    union all
    select 1 from batches where completed_at is not null
      and ((output_name = ${key} and output_bytes = ${bytes}) or (error_name = ${key} and error_bytes = ${bytes}))
    union all
    select 1 from batch_units as unit join batches as batch on batch.id = unit.batch_id
    where batch.completed_at is null and (unit.output_name = ${key} or unit.error_name = ${key})
    limit 1`);
  return rows.length > 0;
}

async function damageOf(
  storage: Pick<ArtifactStorage, "open" | "size">,
  { key, bytes, sha256 }: NamedArtifact,
  isDeep: boolean,
): Promise<string | undefined> {
  try {
    const size = await storage.size(key);
    if (BigInt(size) !== bytes) return `it has ${size} bytes instead of ${bytes}.`;
    if (!isDeep || sha256 === null) return undefined;
    const hash = createHash("sha256");
    for await (const chunk of await storage.open(key)) hash.update(chunk);
    return hash.digest("hex") === sha256 ? undefined : "its bytes are not those that came.";
  } catch (error) {
    if (error instanceof ArtifactMissing) return "it is not there.";
    throw error;
  }
}
