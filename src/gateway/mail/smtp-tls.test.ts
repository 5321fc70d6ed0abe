import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createTestCertificate } from "#test-servers/test-certificate.ts";
import { simpleParser, type ParsedMail } from "mailparser";
import { pino } from "pino";
import { SMTPServer } from "smtp-server";
import { afterEach, describe, expect, test } from "vitest";
import type { Transaction } from "../database/database.ts";
import { composeMail } from "./compose-mail.ts";
import type { OutgoingMail } from "./mail.ts";
import { createSmtpMailer } from "./smtp-mailer.ts";

const closers: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Arrival {
  recipients: string[];
  isEncrypted: boolean;
  mail: ParsedMail;
}

/** A real mail server with a certificate of its own; `tls` says when it encrypts. */
async function openServer(tls: "implicit" | "STARTTLS" | "none", certificate = good) {
  const arrivals: Arrival[] = [];
  const logins: string[] = [];
  const server = new SMTPServer({
    ...certificate,
    secure: tls === "implicit",
    authOptional: true,
    allowInsecureAuth: true,
    logger: false,
    disabledCommands: tls === "STARTTLS" ? [] : ["STARTTLS"],
    onAuth(auth, _session, done) {
      logins.push(auth.username ?? "");
      done(null, { user: auth.username });
    },
    onData(stream, session, done) {
      simpleParser(stream, {}, (error, mail) => {
        if (error != null) return done(error);
        const recipients = session.envelope.rcptTo.map(({ address }) => address);
        arrivals.push({ recipients, isEncrypted: session.secure, mail });
        done();
      });
    },
  });
  // Who breaks a handshake off makes the server report it; what the mailer says of it is what is looked at.
  server.on("error", () => undefined);
  await once(server.listen(0, "127.0.0.1"), "listening");
  closers.push(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const { port } = server.server.address() as AddressInfo; // a TCP server's address is never a path
  const url = (user: string, options: Record<string, string>): string =>
    `${tls === "implicit" ? "smtps" : "smtp"}://${user}localhost:${port}?${new URLSearchParams(options)}`;
  return { arrivals, logins, url };
}

const good = createTestCertificate({ names: ["localhost"] });
const trusted = { "tls.ca": good.cert };

const mail: OutgoingMail = composeMail({
  to: "ada@example.com",
  subject: "Hello",
  paragraphs: ["In words."],
  action: { label: "Open", url: "https://batchrouter.example.com/verify?token=abc", token: "abc" },
  closing: "The end.",
});

/** Sends one mail, and gives what the log says of it. */
async function send(url: string, outgoing = mail): Promise<string[]> {
  const lines: { msg: string; reason?: string }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const mailer = createSmtpMailer({
    url,
    from: "Batchrouter <mail@example.com>",
    log,
    retryAfterMs: [],
    startAfterMs: 0,
  });
  const commits: (() => void)[] = [];
  await mailer.send(
    { afterCommit: (callback: () => void) => commits.push(callback) } as unknown as Transaction,
    outgoing,
  ); // all that a mailer uses of it
  for (const commit of commits) commit();
  await mailer.close();
  return lines.map(({ msg, reason }) => (reason === undefined ? msg : `${msg}: ${reason}`));
}

describe.each(["implicit", "STARTTLS"] as const)("over %s TLS", (tls) => {
  test("a mail goes out encrypted, in plain text and HTML, with user and password", async () => {
    const server = await openServer(tls);
    expect(await send(server.url("user:pass@", trusted))).toEqual(["mail sent"]);
    const [arrival] = server.arrivals;
    expect(arrival).toMatchObject({ isEncrypted: true, recipients: ["ada@example.com"] });
    expect(arrival?.mail.text).toContain("https://batchrouter.example.com/verify?token=abc");
    expect(arrival?.mail.html).toContain(
      '<a href="https://batchrouter.example.com/verify?token=abc">',
    );
    expect(server.logins).toEqual(["user"]);
  });

  test.each([
    ["nobody vouches for", good, {}],
    ["is another host's", createTestCertificate({ names: ["mail.example.com"] }), null],
    ["is over", createTestCertificate({ names: ["localhost"], days: [-9, -1] }), null],
    ["has not begun", createTestCertificate({ names: ["localhost"], days: [1, 9] }), null],
  ])("nothing is sent to a server whose certificate %s", async (_why, certificate, options) => {
    const server = await openServer(tls, certificate);
    const url = server.url("user:pass@", options ?? { "tls.ca": certificate.cert });
    const [line] = await send(url);
    expect(line).toMatch(/^mail not sent: (ESOCKET|ETLS|ECONNECTION)/);
    expect([server.arrivals, server.logins]).toEqual([[], []]);
  });
});

describe("where a server offers no encryption", () => {
  test("a password is not sent to it, unless the operator says so", async () => {
    const server = await openServer("none");
    const [line] = await send(server.url("user:pass@", {}));
    expect(line).toMatch(/^mail not sent: ETLS/);
    expect([server.arrivals, server.logins]).toEqual([[], []]);
    expect(await send(server.url("user:pass@", { requireTLS: "false" }))).toEqual(["mail sent"]);
    expect(server.logins).toEqual(["user"]);
  });

  test("without a password it gets its mail, as a relay on the same machine does", async () => {
    const server = await openServer("none");
    expect(await send(server.url("", {}))).toEqual(["mail sent"]);
    expect(server.arrivals).toMatchObject([{ isEncrypted: false }]);
  });
});

describe("what would be a header or another recipient", () => {
  test.each([
    "\r\nBcc: eve@evil.example",
    "\nBcc: eve@evil.example",
    "\u0000",
    "\u2028x",
    "\u0085x",
  ])("is refused in an address and in a subject: %j", (text) => {
    const content = { paragraphs: [], action: null, closing: "" };
    const to = `ada@example.com${text}`;
    expect(() => composeMail({ ...content, to, subject: "Hello" })).toThrow("control character");
    const subject = `Hello${text}`;
    expect(() => composeMail({ ...content, to: mail.to, subject })).toThrow("control character");
  });

  test("is one recipient or none in an address with commas", async () => {
    const server = await openServer("none");
    await send(server.url("", {}), { ...mail, to: "ada@example.com, eve@evil.example" });
    expect(server.arrivals.flatMap(({ recipients }) => recipients)).not.toContain(
      "eve@evil.example",
    );
  });
});
