import { once } from "node:events";
import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { Endpoint, HandlerAnswer } from "#contract/endpoint.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import type { Contract } from "#contract/index.ts";
import { newId, type OrgId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { DELIVERY_TIMEOUT_MS } from "#contract/webhook-events.ts";
import pino from "pino";
import type { Chance } from "../chance.ts";
import { createTestDatabase } from "../database/test-database.ts";
import type { Database, Transaction } from "../database/database.ts";
import type { Egress } from "../egress/egress.ts";
import { KnownAnswer } from "../http/answers.ts";
import type { Handler, HandlerContext } from "../http/handler.ts";
import { createQueue } from "../queue/queue.ts";
import { createWorker } from "../queue/worker.ts";
import { createWebhookHandlers } from "./handlers.ts";
import { createWebhookJobs } from "./jobs.ts";
import { createWebhookOutbox } from "./outbox.ts";
import { createReceiverEgress } from "./receiver-egress.ts";
import { createSecretBox } from "./secret-box.ts";

/** The webhooks of a gateway with a database of its own, a worker, and a clock that stands still until it is moved. */
export async function createTestWebhooks({
  egress: replacedEgress,
  random = () => 0,
}: { egress?: Egress; random?: Chance } = {}) {
  const database = await createTestDatabase();
  let now = new Date("2026-11-24T12:00:00.000Z");
  const clock = { now: () => now };
  const queue = createQueue({ clock: clock.now });
  const secretBox = createSecretBox(new Uint8Array(32).fill(7));
  const policy = { allowLoopback: true };
  const entropy = randomBytes;
  const dependencies = { database, queue, clock, entropy, secretBox, policy };
  const egress = replacedEgress ?? createReceiverEgress(policy);
  // A second is long for a test and short for a busy machine, so only a test of silence has so little patience.
  let patienceMs = DELIVERY_TIMEOUT_MS;
  const failures: unknown[] = [];
  const worker = createWorker({
    database,
    queue,
    handlers: createWebhookJobs({
      database,
      egress,
      clock,
      secretBox,
      random,
      get timeoutMs() {
        return patienceMs;
      },
    }),
    onError: (error) => failures.push(error),
  });
  worker.start();
  const handlers = createWebhookHandlers(dependencies);
  return {
    database,
    secretBox,
    handlers,
    outbox: createWebhookOutbox(dependencies),
    /** What went wrong inside jobs. */
    failures,
    now: clock.now,
    /** Moves the clock on and waits for nothing. */
    move: (ms: number) => void (now = new Date(now.getTime() + ms)),
    /** Sets how long a receiver may be silent from here on. */
    setPatience: (ms: number) => void (patienceMs = ms),
    /** Moves the clock and waits until every job that is due by then has been done. */
    async advance(ms: number): Promise<void> {
      now = new Date(now.getTime() + ms);
      await worker.whenIdle();
    },
    async deliveries(orgId: OrgId) {
      const query = { limit: 100 };
      const page = await call<Contract["webhooks"]["listDeliveries"]>(
        database,
        handlers.listDeliveries,
        orgId,
        { query },
      );
      return page.data;
    },
    async close(): Promise<void> {
      await worker.drain();
      await database.close();
    },
  };
}

/** Calls a handler as the router would after it has parsed the request. */
export async function call<E extends Endpoint>(
  database: Database,
  handler: Handler<E>,
  orgId: OrgId,
  input: { params?: unknown; query?: unknown; body?: unknown } = {},
): Promise<HandlerAnswer<E>> {
  const principal = {
    kind: "session",
    org_id: orgId,
    user_id: newId("user"),
    api_key_id: null,
    permissions: new Set(PERMISSIONS),
  };
  const answer = await handler({
    params: undefined,
    query: undefined,
    body: undefined,
    ...input,
    principal,
    request: new Request("http://gateway.test/"),
    request_id: "req_test",
    log: pino({ level: "silent" }),
    headers: {},
    revalidate: (_version: string, make: () => Promise<unknown>) => make(),
    transaction: (work: (tx: Transaction) => Promise<unknown>) => database.transaction(work),
  } as unknown as HandlerContext<E>); // the parts are those of E when the test gives the right ones
  if (answer instanceof Response || answer instanceof KnownAnswer)
    throw new Error("A JSON answer was expected.");
  return answer;
}

export interface Receipt {
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** A real receiver on this machine; `answer` may do with each request what it likes. */
export async function openReceiver(answer: (response: ServerResponse, number: number) => void) {
  const receipts: Receipt[] = [];
  const server: Server = createServer(async (request, response) => {
    receipts.push({ headers: request.headers, body: await buffer(request) });
    answer(response, receipts.length);
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return {
    url: `http://127.0.0.1:${port}/hook`,
    receipts,
    async close(): Promise<void> {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
