import type { InputFile } from "#contract/files.ts";
import type { UrlUse } from "#contract/manifest/url-uses.ts";
import type { FileId, OrgId } from "#contract/primitives.ts";
import type { GroupFormCounts } from "../expressibility/form-counts.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql, type Sql } from "../database/sql.ts";
import { problem } from "../http/problem.ts";

/** An uploaded file, its lines' places left out. */
export interface StoredFile {
  id: FileId;
  org_id: OrgId;
  filename: string;
  storage_key: string;
  size_bytes: number;
  sha256: string;
  /** Also the number of items: every line of a kept file is one. */
  line_count: number;
  format: InputFile["format"];
  groups: InputFile["groups"];
  /** The endpoints that the lines are for; null for files of before they were noted. */
  urls: readonly UrlUse[] | null;
  created_at: Date;
}

/** Where lines start: `offsets[n]` is the byte at which item `n * every` starts, items counted from 0. */
export interface StoredLineIndex {
  every: number;
  offsets: readonly number[];
}

/** Names an org's file. */
export interface FileKey {
  file_id: FileId;
  org_id: OrgId;
}

const columns = sql`id, org_id, filename, storage_key, bytes, sha256, line_count, format, groups, urls, created_at`;

type FileRow = Omit<StoredFile, "size_bytes"> & { bytes: bigint };

/** Writes a file whose bytes are safe in storage already. */
export async function insertFile(
  queryable: Queryable,
  file: StoredFile,
  index: StoredLineIndex,
  form_counts: readonly GroupFormCounts[] | null = null,
): Promise<void> {
  await queryable.query(sql`
    insert into files (id, org_id, filename, storage_key, bytes, sha256, line_count, format, groups, urls, index_every,
      index_offsets, form_counts, created_at)
    values (${file.id}, ${file.org_id}, ${file.filename}, ${file.storage_key}, ${file.size_bytes}, ${file.sha256},
      ${file.line_count}, ${file.format}, ${sql.json(file.groups)}, ${file.urls === null ? null : sql.json(file.urls)}, ${index.every},
      ${index.offsets}, ${form_counts === null ? null : sql.json(form_counts)}, ${file.created_at})`);
}

/** The file; throws `not_found` when the org has none of this id. */
export async function getFile(queryable: Queryable, key: FileKey): Promise<StoredFile> {
  return getBy(queryable, key, sql``);
}

/**
 * The file, kept from being deleted until the transaction ends: for a batch that is about to be written on it. Throws
 * `not_found`.
 */
export async function getFileForUse(tx: Transaction, key: FileKey): Promise<StoredFile> {
  return getBy(tx, key, sql`for share`);
}

/** The file, with nobody else using it until the transaction ends: who does at this moment is waited for. Throws `not_found`. */
export async function getFileExclusively(tx: Transaction, key: FileKey): Promise<StoredFile> {
  return getBy(tx, key, sql`for update`);
}

async function getBy(
  queryable: Queryable,
  { file_id, org_id }: FileKey,
  lock: Sql,
): Promise<StoredFile> {
  const [row] = await queryable.query<FileRow>(sql`
    select ${columns} from files where id = ${file_id} and org_id = ${org_id} ${lock}`);
  if (row === undefined) throw problem("not_found", `There is no file ${file_id}.`);
  return storedFile(row);
}

/** An org's files, the newest first unless `order` says otherwise, after the one that `after` names. */
export async function listFiles(
  queryable: Queryable,
  {
    org_id,
    after,
    limit,
    order = "desc",
  }: { org_id: OrgId; after: string | null; limit: number; order?: "asc" | "desc" },
): Promise<StoredFile[]> {
  const isAscending = order === "asc";
  const beyond = isAscending ? sql`and id > ${after}` : sql`and id < ${after}`;
  const rows = await queryable.query<FileRow>(sql`
    select ${columns} from files where org_id = ${org_id} ${after === null ? sql`` : beyond}
    order by id ${isAscending ? sql`asc` : sql`desc`} limit ${limit}`);
  return rows.map(storedFile);
}

/** Where the lines of a file lie; throws `not_found` when it was deleted. */
export async function getLineIndex(
  queryable: Queryable,
  file_id: FileId,
): Promise<StoredLineIndex> {
  const [row] = await queryable.query<{ index_every: number; index_offsets: bigint[] }>(sql`
    select index_every, index_offsets from files where id = ${file_id}`);
  if (row === undefined) throw problem("not_found", `There is no file ${file_id}.`);
  return { every: row.index_every, offsets: row.index_offsets.map(Number) };
}

/** What was counted of a file by form, for whichever lanes there were then; null where nobody has counted. */
export async function findFormCounts(
  queryable: Queryable,
  file_id: FileId,
): Promise<GroupFormCounts[] | null> {
  const [row] = await queryable.query<{ form_counts: GroupFormCounts[] | null }>(
    sql`select form_counts from files where id = ${file_id}`,
  );
  return row?.form_counts ?? null;
}

/** Keeps what was counted of a file by form, in the place of what was before. */
export async function updateFormCounts(
  queryable: Queryable,
  file_id: FileId,
  counts: readonly GroupFormCounts[],
): Promise<void> {
  await queryable.query(
    sql`update files set form_counts = ${sql.json(counts)} where id = ${file_id}`,
  );
}

/** Where the bytes of a file of whatever org lie; undefined when it was deleted. */
export async function findStorageKey(
  queryable: Queryable,
  file_id: FileId,
): Promise<string | undefined> {
  const [row] = await queryable.query<{ storage_key: string }>(
    sql`select storage_key from files where id = ${file_id}`,
  );
  return row?.storage_key;
}

/** Deletes the row, if it is there. */
export async function deleteFile(tx: Transaction, { file_id, org_id }: FileKey): Promise<void> {
  await tx.query(sql`delete from files where id = ${file_id} and org_id = ${org_id}`);
}

function storedFile({ bytes, ...row }: FileRow): StoredFile {
  return { ...row, size_bytes: Number(bytes) };
}
