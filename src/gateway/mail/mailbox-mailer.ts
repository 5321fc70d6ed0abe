import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Clock } from "../clock.ts";
import { insertMail } from "./mailbox.ts";
import type { Mailer } from "./mail.ts";

/** Puts mails into the local mailbox, and hands each on to `next` where there is one. */
export function createMailboxMailer(
  clock: Clock,
  entropy: RandomBytes,
  next: Mailer | null,
): Mailer {
  return {
    async send(tx, mail) {
      await insertMail(tx, mail, clock.now(), entropy);
      await next?.send(tx, mail);
    },
    async close() {
      await next?.close();
    },
  };
}
