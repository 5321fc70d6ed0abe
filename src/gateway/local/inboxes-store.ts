import type { Inbox, InboxAnswer } from "#contract/local.ts";
import type { InboxId } from "#contract/primitives.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";

/** How many receipts an inbox keeps; the oldest go first. */
const RECEIPTS_KEPT = 200;

export interface InboxRow {
  id: InboxId;
  answer: InboxAnswer;
  version: bigint;
}

export interface NewReceipt {
  received_at: Date;
  method: string;
  headers: Record<string, string>;
  body: Uint8Array;
}

/** Opens an inbox that answers as given. */
export async function insertInbox(
  tx: Transaction,
  id: InboxId,
  answer: InboxAnswer,
  now: Date,
): Promise<void> {
  await tx.query(sql`
    insert into webhook_inboxes (id, answer, created_at) values (${id}, ${sql.json(answer)}, ${now})`);
}

/** An inbox without its receipts; `version` changes with everything that a reader can see. */
export async function findInbox(queryable: Queryable, id: InboxId): Promise<InboxRow | undefined> {
  const [row] = await queryable.query<InboxRow>(sql`
    select id, answer, version from webhook_inboxes where id = ${id}`);
  return row;
}

/** Sets how an inbox answers; false when there is none by this id. */
export async function updateInboxAnswer(
  queryable: Queryable,
  id: InboxId,
  answer: InboxAnswer,
): Promise<boolean> {
  const rows = await queryable.query(sql`
    update webhook_inboxes set answer = ${sql.json(answer)}, version = version + 1 where id = ${id} returning id`);
  return rows.length > 0;
}

/** Keeps a receipt and drops the oldest beyond what an inbox keeps. */
export async function insertReceipt(
  tx: Transaction,
  inboxId: InboxId,
  receipt: NewReceipt,
): Promise<void> {
  // First the inbox: its row lock puts receipts that come at once in an order.
  await tx.query(sql`update webhook_inboxes set version = version + 1 where id = ${inboxId}`);
  await tx.query(sql`
    insert into webhook_inbox_receipts (inbox_id, received_at, method, headers, body)
    values (${inboxId}, ${receipt.received_at}, ${receipt.method}, ${sql.json(receipt.headers)}, ${receipt.body})`);
  await tx.query(sql`
    delete from webhook_inbox_receipts where inbox_id = ${inboxId} and id <= (
      select id from webhook_inbox_receipts where inbox_id = ${inboxId}
      order by id desc offset ${RECEIPTS_KEPT} limit 1
    )`);
}

/** What an inbox has received, newest first. */
export async function listReceipts(queryable: Queryable, inboxId: InboxId): Promise<Inbox["data"]> {
  const rows = await queryable.query<NewReceipt & { id: bigint }>(sql`
    select id, received_at, method, headers, body from webhook_inbox_receipts
    where inbox_id = ${inboxId}
    order by id desc`);
  return rows.map((row) => ({
    id: String(row.id),
    received_at: row.received_at.toISOString(),
    method: row.method,
    headers: row.headers,
    // A BOM is a part of what was signed.
    body: new TextDecoder("utf-8", { ignoreBOM: true }).decode(row.body),
  }));
}
