import { once } from "node:events";
import { simpleParser, type ParsedMail } from "mailparser";
import { SMTPServer } from "smtp-server";
import { freePort } from "#test-servers/free-port.ts";

const ARRIVES_WITHIN_MS = 20_000;

/** A mail as it came: to whom the envelope says, and what is in it. */
export interface ReceivedMail {
  recipients: readonly string[];
  mail: ParsedMail;
}

/** A real mail server on this machine that keeps what comes. */
export class MailServer {
  readonly #server: SMTPServer;
  readonly #received: ReceivedMail[] = [];
  readonly #waiting = new Set<() => void>();
  readonly url: string;

  private constructor(server: SMTPServer, port: number) {
    this.#server = server;
    this.url = `smtp://127.0.0.1:${port}`;
  }

  static async start(): Promise<MailServer> {
    const port = await freePort();
    const server = new SMTPServer({
      authOptional: true,
      disabledCommands: ["STARTTLS", "AUTH"],
      onData: (stream, session, done) => {
        simpleParser(stream, {}, (error, mail) => {
          if (error != null) return done(error);
          opened.#receive({
            recipients: session.envelope.rcptTo.map(({ address }) => address),
            mail,
          });
          done();
        });
      },
    });
    const opened = new MailServer(server, port);
    await once(server.listen(port, "127.0.0.1"), "listening");
    return opened;
  }

  #receive(received: ReceivedMail): void {
    this.#received.push(received);
    for (const look of this.#waiting) look();
  }

  get received(): readonly ReceivedMail[] {
    return this.#received;
  }

  /** Those to an address, once there are so many of them. */
  async untilReceived(to: string, count: number): Promise<readonly ReceivedMail[]> {
    const found = () => this.#received.filter(({ recipients }) => recipients.includes(to));
    const signal = AbortSignal.timeout(ARRIVES_WITHIN_MS);
    while (found().length < count) {
      await new Promise<void>((resolve, reject) => {
        const look = (): void => {
          this.#waiting.delete(look);
          signal.removeEventListener("abort", giveUp);
          resolve();
        };
        const giveUp = (): void => {
          this.#waiting.delete(look);
          reject(new Error(`${found().length} of ${count} mails to ${to} have come.`));
        };
        this.#waiting.add(look);
        signal.addEventListener("abort", giveUp, { once: true });
        if (signal.aborted) giveUp();
      });
    }
    return found();
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }
}
