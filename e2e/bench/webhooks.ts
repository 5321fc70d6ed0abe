import { createServer, type ServerResponse } from "node:http";
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { contract } from "#contract/index.ts";
import type { TestAccount } from "../test-account.ts";
import { withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart } from "./part.ts";

const EVENTS = 1_000;
const GOAL_PER_SECOND = 1_000;
const CALLS_AT_A_TIME = 16;
const WITHIN_MS = 60_000;

/** Events delivered a second to a receiver on this machine that answers at once. */
export const webhooksPart: BenchPart = {
  name: "webhooks",
  description: `${EVENTS.toLocaleString("en-US")} events to one receiver on this machine, all due at the same moment`,
  run: (report) =>
    withBenchGateway(async ({ account }) => {
      const receiver = await Receiver.start();
      try {
        await fillOutbox(account, receiver);
        const startedAt = performance.now();
        // Those that the receiver had in hand have ended as gone, and are not sent again.
        const { redelivered } = await account.client.call(contract.webhooks.redeliverFailed, {
          body: { since: new Date(Date.now() - 3_600_000).toISOString() },
        });
        await receiver.untilTaken(redelivered);
        const perSecond = redelivered / ((performance.now() - startedAt) / 1_000);
        report.figure("events delivered", perSecond, "events/s");
        report.ratio(
          "events delivered",
          perSecond / GOAL_PER_SECOND,
          `${GOAL_PER_SECOND} a second`,
        );
      } finally {
        receiver.stop();
      }
    }),
};

/**
 * Has a number of deliveries fail, to be sent again by one call: the receiver keeps the first ones waiting until all have
 * been asked for, and then answers that it is gone, which ends the others unsent.
 */
async function fillOutbox({ client }: TestAccount, receiver: Receiver): Promise<void> {
  await client.call(contract.webhooks.put, { body: { url: receiver.url } });
  let asked = 0;
  const ask = async (): Promise<void> => {
    while (asked < EVENTS) {
      asked += 1;
      await client.call(contract.webhooks.test, {});
    }
  };
  await Promise.all(Array.from({ length: CALLS_AT_A_TIME }, ask));
  receiver.answerWith(410);
  const until = performance.now() + WITHIN_MS;
  for (;;) {
    const { data } = await client.call(contract.webhooks.listDeliveries, {
      query: { status: "pending", limit: 1 },
    });
    if (data.length === 0) break;
    if (performance.now() > until) throw new Error("Deliveries are still pending.");
    await delay(100);
  }
  await client.call(contract.webhooks.put, { body: { url: receiver.url } });
  receiver.answerWith(204);
}

/** Holds its answers back until it is told what to answer. */
class Receiver {
  readonly url: string;
  readonly #server: ReturnType<typeof createServer>;
  readonly #held: ServerResponse[] = [];
  #status: number | null = null;
  #taken = 0;
  #onTaken: () => void = () => {};

  private constructor(server: ReturnType<typeof createServer>, port: number) {
    this.#server = server;
    this.url = `http://127.0.0.1:${port}/hook`;
    server.on("request", (request, response) => {
      request.resume().on("end", () => this.#take(response));
    });
  }

  static async start(): Promise<Receiver> {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string")
      throw new Error("The receiver has no port.");
    return new Receiver(server, address.port);
  }

  answerWith(status: number): void {
    this.#status = status;
    for (const response of this.#held.splice(0)) this.#answer(response, status);
  }

  /** Resolves once so many have been answered with 204. */
  untilTaken(count: number): Promise<void> {
    return new Promise((resolve) => {
      this.#onTaken = () => this.#taken >= count && resolve();
      this.#onTaken();
    });
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #take(response: ServerResponse): void {
    if (this.#status === null) this.#held.push(response);
    else this.#answer(response, this.#status);
  }

  #answer(response: ServerResponse, status: number): void {
    response.writeHead(status).end();
    if (status !== 204) return;
    this.#taken += 1;
    this.#onTaken();
  }
}
