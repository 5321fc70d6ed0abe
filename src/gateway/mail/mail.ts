import type { Transaction } from "../database/database.ts";

/** A mail as it goes out, in both forms. */
export interface OutgoingMail {
  to: string;
  subject: string;
  text: string;
  html: string;
  links: string[];
  /** The token that a link carries; null for a mail without one. */
  token: string | null;
}

/** Sends mails once the transaction that wants them has committed; a rolled back one sends nothing. */
export interface Mailer {
  send(tx: Transaction, mail: OutgoingMail): Promise<void>;
  /** Waits for the mails under way, for a bounded time. */
  close(): Promise<void>;
}
