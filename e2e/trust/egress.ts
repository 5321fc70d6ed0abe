import { setTimeout as delay } from "node:timers/promises";
import { ApiError, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { DnsServer } from "#test-servers/dns-server.ts";
import {
  FORBIDDEN_HOSTS,
  FORBIDDEN_NAMES,
  FORBIDDEN_URLS,
} from "#test-servers/forbidden-targets.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import { LISTED, openListener, TURNS, zone } from "./egress-targets.ts";
import { startHostedGateway, type HostedGateway } from "./hosted-gateway.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import { Tally } from "./tally.ts";

/** Accounts that send at the same time: each has one default webhook. */
const ACCOUNTS = 4;
const NAMES_IN_SHORT = 8;
const TURNS_IN_SHORT = 2;
const WAIT_MS = 30_000;
const LOOK_EVERY_MS = 50;
const NOWHERE = ["refused_address", "insecure_url", "invalid_request"];

/** Sets the webhook and says by which error it was turned away; null where it was taken. */
async function refusalOf(client: Client, url: string): Promise<ApiError | null> {
  return await client.call(contract.webhooks.put, { body: { url } }).then(
    () => null,
    (error: unknown) => {
      if (error instanceof ApiError) return error;
      throw error;
    },
  );
}

async function trySetting(clients: readonly Client[], port: number, row: Tally): Promise<void> {
  const urls = [
    ...FORBIDDEN_HOSTS.map(([host]) => `https://${host}:${port}/hook`),
    ...FORBIDDEN_URLS.map(([url]) => url.replaceAll("{port}", String(port))),
  ];
  await eachBy(clients, urls, async (client, url) => {
    const refusal = await refusalOf(client, url);
    const isDeclared =
      refusal?.code === "invalid_request" &&
      refusal.status === 400 &&
      refusal.issues.some(({ path }) => path === "body.url");
    const came = refusal === null ? "it was taken" : `${refusal.status} ${refusal.code} came`;
    row.end(
      isDeclared
        ? "refused"
        : { lost: `${JSON.stringify(url)} was set: ${came}, not invalid_request at body.url.` },
    );
  });
}

/** Sends a test event to the webhook that is set, and waits for its end, or for a second attempt. */
async function sendTest(client: Client): Promise<Delivery> {
  const { delivery } = await client.call(contract.webhooks.test, {});
  const until = Date.now() + WAIT_MS;
  while (Date.now() < until) {
    const { data } = await client.call(contract.webhooks.listDeliveries, { query: { limit: 5 } });
    const found = data.find(({ id }) => id === delivery.id);
    if (found !== undefined && (found.status !== "pending" || found.attempts.length > 1))
      return found;
    await delay(LOOK_EVERY_MS);
  }
  return delivery;
}

function isRefusedUnsent({ status, attempts }: Delivery): boolean {
  const [only, ...more] = attempts;
  return status === "failed" && more.length === 0 && NOWHERE.includes(only?.error?.code ?? "");
}

function told({ status, attempts }: Delivery): string {
  const ends = attempts.map(({ status_code, error }) => status_code ?? error?.code ?? "nothing");
  return `${status} after ${ends.join(", ") || "no attempt"}`;
}

async function trySending(client: Client, url: string, row: Tally): Promise<void> {
  const refusal = await refusalOf(client, url);
  if (refusal !== null) {
    row.end({
      lost: `${url} was refused when it was set (${refusal.message}), before its name was asked for.`,
    });
    return;
  }
  const delivery = await sendTest(client);
  row.end(
    isRefusedUnsent(delivery) ? "refused" : { lost: `${url} was sent to: ${told(delivery)}.` },
  );
}

/** Has each client take the next of the things as soon as it is done with one. */
async function eachBy<Thing>(
  clients: readonly Client[],
  things: readonly Thing[],
  work: (client: Client, thing: Thing) => Promise<void>,
): Promise<void> {
  const left = [...things];
  await Promise.all(
    clients.map(async (client) => {
      for (let next = left.shift(); next !== undefined; next = left.shift())
        await work(client, next);
    }),
  );
}

/** Two events to a name that is this machine for the first and somewhere else for the second. */
async function tryTurning(client: Client, turn: number, port: number, row: Tally): Promise<void> {
  const url = `http://turn-${turn}.listed.test:${port}/hook`;
  await client.call(contract.webhooks.put, { body: { url } });
  const first = await sendTest(client);
  row.end(
    first.status === "delivered"
      ? "survived"
      : { lost: `${url} is listed and was not sent to: ${told(first)}.` },
  );
  const second = await sendTest(client);
  row.end(
    isRefusedUnsent(second)
      ? "refused"
      : { lost: `${url} had become ${TURNS[turn]} and was sent to: ${told(second)}.` },
  );
}

/** What the sockets of the gateway did, against what they may have done. */
async function lookAtSockets(
  gateway: HostedGateway,
  listener: { port: number; connections(): number },
  expected: number,
): Promise<Tally> {
  const row = new Tally("connections begun, seen at the gateway's sockets and at the listener");
  const allowed = `127.0.0.1 ${listener.port}`;
  const seen = await gateway.connections();
  let left = expected;
  for (const one of seen) {
    const isExpected = one === allowed && left > 0;
    if (isExpected) left -= 1;
    row.end(isExpected ? "survived" : { lost: `a connection to ${one} was begun.` });
  }
  const missing = `${listener.connections()} connections came in, where ${expected} should have.`;
  row.end(listener.connections() === expected && left === 0 ? "survived" : { lost: missing });
  return row;
}

/** Nothing that a client names leads a hosted gateway to an address which is not the public internet's. */
export async function tryEgress({ seed, isShort }: TrustOptions): Promise<readonly TrustRow[]> {
  const random = new SeededRandom(seed, "egress");
  const listener = await openListener();
  const dns = await DnsServer.start(zone);
  const { port } = listener;
  const gateway = await startHostedGateway({
    accounts: ACCOUNTS,
    webhookUrl: `http://127.0.0.1:${port}/hook`,
    settings: { BATCHROUTER_DNS_SERVERS: dns.address, BATCHROUTER_EGRESS_ALLOW: LISTED },
  });
  try {
    const { clients } = gateway;
    const before = new Tally("webhooks set before this machine was forbidden, sent to after");
    await Promise.all(
      clients.map(async (client) => {
        const delivery = await sendTest(client);
        const came = `what was set in local mode was sent to: ${told(delivery)}.`;
        before.end(isRefusedUnsent(delivery) ? "refused" : { lost: came });
      }),
    );
    const set = new Tally("forbidden hosts and URLs, refused when they are set");
    await trySetting(clients, port, set);
    const names = new Tally(
      "names that lead to forbidden addresses, refused when they are sent to",
    );
    const drawn = FORBIDDEN_NAMES.map((name) => ({ name, rank: random.next() }))
      .toSorted((a, b) => a.rank - b.rank)
      .slice(0, isShort ? NAMES_IN_SHORT : FORBIDDEN_NAMES.length);
    await eachBy(clients, drawn, ({ call }, { name: [name] }) =>
      trySending({ call }, `https://${name}:${port}/hook`, names),
    );
    const turning = new Tally("names that turn from a listed target into a forbidden one");
    const turns = isShort ? TURNS_IN_SHORT : TURNS.length;
    await eachBy(clients, [...TURNS.keys()].slice(0, turns), (client, turn) =>
      tryTurning(client, turn, port, turning),
    );
    const sockets = await lookAtSockets(gateway, listener, turns);
    return [before, set, names, turning, sockets].map((row) => row.row());
  } finally {
    await gateway.dispose();
    await dns.close();
    await listener.close();
  }
}
