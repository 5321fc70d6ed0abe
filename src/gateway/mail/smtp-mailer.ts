import { setTimeout as delay } from "node:timers/promises";
import { callbackify } from "node:util";
import { createTransport } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport/index.js";
import type { Logger } from "pino";
import { type CheckedDial, createOperatorDial } from "../egress/checked-dial.ts";
import type { Mailer, OutgoingMail } from "./mail.ts";

/** Waits between the attempts at one mail, in milliseconds: three attempts in all. */
const RETRY_AFTER_MS = [1_000, 10_000];
const CLOSE_WITHIN_MS = 5_000;
const SUBMISSION_PORT = 587;
const SUBMISSIONS_PORT = 465;
const CONNECT_WITHIN_MS = 120_000;

export interface SmtpOptions {
  /** `smtp://` or `smtps://`, with user and password where the server wants them. */
  url: string;
  from: string;
  log: Logger;
  /** What checks the addresses that the server is reached at. */
  dial?: CheckedDial;
  retryAfterMs?: readonly number[];
}

/**
 * Sends by SMTP in the background, so that no answer waits for a mail server, nor tells by its time whether a mail was sent.
 * A mail is never written down on the way, since it carries a token that is stored as a hash alone; whoever misses one
 * asks for another.
 */
export function createSmtpMailer({
  url,
  from,
  log,
  dial = createOperatorDial(),
  retryAfterMs = RETRY_AFTER_MS,
}: SmtpOptions): Mailer {
  const transport = createTransport({ url, getSocket: socketsOf(dial) }, { from });
  const underWay = new Set<Promise<void>>();
  const closing = new AbortController();

  async function deliver(mail: OutgoingMail): Promise<void> {
    for (const waitMs of [...retryAfterMs, null]) {
      try {
        await transport.sendMail({
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
        });
        log.info("mail sent");
        return;
      } catch (error) {
        const isLast = waitMs === null || closing.signal.aborted;
        log[isLast ? "error" : "warn"](
          { reason: reasonOf(error) },
          isLast ? "mail not sent" : "mail delayed",
        );
        if (isLast) return;
        await delay(waitMs, undefined, { signal: closing.signal }).catch(() => undefined);
      }
    }
  }

  return {
    async send(tx, mail) {
      tx.afterCommit(() => {
        const sending = deliver(mail).finally(() => underWay.delete(sending));
        underWay.add(sending);
      });
    },
    async close() {
      closing.abort();
      await Promise.race([
        Promise.all(underWay),
        delay(CLOSE_WITHIN_MS, undefined, { ref: false }),
      ]);
      transport.close();
    },
  };
}

/** Has the library speak SMTP, and TLS, over connections that the egress has made. */
function socketsOf(dial: CheckedDial): SMTPTransport.Options["getSocket"] {
  return callbackify(
    async ({ host = "localhost", port, secure = false }: SMTPTransport.Options) => {
      const found = Number(port) || (secure ? SUBMISSIONS_PORT : SUBMISSION_PORT);
      return { connection: await dial.connect(host, found, CONNECT_WITHIN_MS) };
    },
  );
}

/** The code alone: an SMTP server's words may repeat the address, and a log is no place for it. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}
