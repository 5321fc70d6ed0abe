import type { Mail } from "#contract/local.ts";
import { newId, type MailId } from "#contract/primitives.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Queryable, Transaction } from "../database/database.ts";
import { sql } from "../database/sql.ts";
import type { OutgoingMail } from "./mail.ts";

const MAILS_SHOWN = 200;

interface MailRow {
  id: MailId;
  to_address: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  token: string | null;
  created_at: Date;
}

/** Keeps a mail for the local mailbox, tokens and all: local mode alone does this. */
export async function insertMail(
  tx: Transaction,
  mail: OutgoingMail,
  now: Date,
  entropy: RandomBytes,
): Promise<void> {
  await tx.query(sql`
    insert into mails (id, to_address, subject, text, html, links, token, created_at)
    values (${newId("mail", now.getTime(), entropy)}, ${mail.to}, ${mail.subject}, ${mail.text}, ${mail.html},
            ${mail.links}, ${mail.token}, ${now})`);
}

/** The newest 200 mails, to one address or to all, newest first. */
export async function listMails(queryable: Queryable, to: string | undefined): Promise<Mail[]> {
  const address = to?.trim().toLowerCase() ?? null;
  const rows = await queryable.query<MailRow>(sql`
    select id, to_address, subject, text, html, links, token, created_at from mails
    where ${address}::text is null or lower(to_address) = ${address}
    order by sequence desc
    limit ${MAILS_SHOWN}`);
  return rows.map(({ to_address, created_at, ...mail }) => ({
    ...mail,
    to: to_address,
    created_at: created_at.toISOString(),
  }));
}

/** Empties the mailbox. */
export async function deleteMails(queryable: Queryable): Promise<void> {
  await queryable.query(sql`delete from mails`);
}
