import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { contract } from "#contract/index.ts";
import { simpleParser, type ParsedMail } from "mailparser";
import { pino } from "pino";
import { SMTPServer } from "smtp-server";
import { afterEach, expect, test } from "vitest";
import { createTestApp } from "../test-app.ts";
import type { Transaction } from "../database/database.ts";
import type { Mailer, OutgoingMail } from "./mail.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

/** A real mail server on this machine that fails the first `failures` mails for the moment. */
async function openMailServer(failures = 0) {
  const mails: ParsedMail[] = [];
  let refusals = failures;
  let arrived: () => void = () => undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      simpleParser(stream, {}, (error, mail) => {
        refusals -= 1;
        if (error != null) return done(error);
        if (refusals >= 0)
          return done(Object.assign(new Error("Try later"), { responseCode: 451 }));
        mails.push(mail);
        done();
        arrived();
      });
    },
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo; // a TCP server's address is never a path
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    next: () => new Promise<void>((resolve) => (arrived = resolve)),
  };
}

function openMailer(url: string, lines: string[] = []): Mailer {
  const log = pino({}, { write: (line: string) => void lines.push(line) });
  return createSmtpMailer({
    url,
    from: "Batchrouter <mail@example.com>",
    log,
    retryAfterMs: [1, 1],
    startAfterMs: 1,
  });
}

const mail: OutgoingMail = {
  to: "ada@example.com",
  subject: "Hello",
  text: "In text",
  html: "<p>In HTML</p>",
  links: [],
  token: null,
};

/** A transaction that commits, or does not. */
async function within(mailer: Mailer, isCommitted: boolean): Promise<void> {
  const callbacks: (() => void)[] = [];
  await mailer.send(
    { afterCommit: (callback: () => void) => callbacks.push(callback) } as unknown as Transaction,
    mail,
  ); // all that a mailer uses of it
  if (isCommitted) for (const callback of callbacks) callback();
}

test("a hosted gateway mails the verification link, and its token verifies", async () => {
  const server = await openMailServer();
  const gateway = await createTestApp({
    mailer: openMailer(server.url),
    config: { mode: "hosted", publicUrl: "https://batchrouter.example.com" },
  });
  closers.push(gateway.close);
  const arrived = server.next();
  const email = "ada@example.com";
  const body = { agent_name: "Ada", email, password: "correct horse battery" };
  await gateway.request(contract.accounts.register, { body });
  await arrived;
  const [received] = server.mails;
  expect(received?.to).toMatchObject({ text: email });
  expect(received?.from?.text).toContain("mail@example.com");
  const token =
    /https:\/\/batchrouter\.example\.com\/verify\?token=(\w{43})/.exec(received?.text ?? "")?.[1] ??
    "";
  expect(received?.html).toContain(`/verify?token=${token}`);
  await expect(
    gateway.request(contract.accounts.verifyEmail, { body: { token } }),
  ).resolves.toMatchObject({ email });
});

test("a mail that the server refuses for the moment is sent again", async () => {
  const server = await openMailServer(2);
  const mailer = openMailer(server.url);
  const arrived = server.next();
  await within(mailer, true);
  await arrived;
  expect(server.mails).toHaveLength(1);
  await mailer.close();
});

test("a transaction that is rolled back mails nothing", async () => {
  const server = await openMailServer();
  const mailer = openMailer(server.url);
  await within(mailer, false);
  const arrived = server.next();
  await within(mailer, true);
  await arrived;
  await mailer.close();
  expect(server.mails).toHaveLength(1);
});

test("a server that cannot be reached fails no request, and the log names no address", async () => {
  const lines: string[] = [];
  const mailer = openMailer("smtp://127.0.0.1:1", lines);
  await within(mailer, true);
  await mailer.close();
  expect(lines.at(-1)).toContain("mail not sent");
  expect(lines.join()).not.toContain("ada@example.com");
});
