import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { Delivery } from "#contract/webhooks.ts";
import {
  openFaultyReceiver,
  RECEIVER_FAULTS,
  type FaultyReceiver,
  type ReceiverFault,
} from "#test-servers/faulty-receiver.ts";
import { GatewayProcess } from "../gateway-process.ts";
import { newAccount } from "../test-account.ts";
import { SeededRandom } from "../torture/seeded-random.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import { Tally } from "./tally.ts";
import { listDeliveries, SECRET, until } from "./webhooks-client.ts";
import { trySchedule } from "./webhooks-schedule.ts";
import { tryRotation, tryVerifying } from "./webhooks-signatures.ts";

/** More than a worker sends at a time. */
const HANGING_EVENTS = 40;
const DELAYED_BY_NOBODY = 10;
/** The documentation's first wait, a quarter shorter at most by chance; and what a busy machine may add to it. */
const FIRST_WAIT_MS = { least: 7_000, most: 9_600 };
const SLACK_MS = 20_000;

/** One org's receiver hangs on all it gets; another's events come in meanwhile. */
async function tryIsolation(
  [hanging, other]: readonly [Client, Client],
  receiver: FaultyReceiver,
): Promise<Tally> {
  const row = new Tally("events of an org beside one whose receiver hangs");
  const { call } = hanging;
  await call(contract.webhooks.put, { body: { url: `${receiver.url}/hang/default` } });
  for (let sent = 0; sent < HANGING_EVENTS; sent += 1) await call(contract.webhooks.test, {});
  await until(() => receiver.at("/hang/default").length > 0);
  const path = "/good/beside";
  const body = { url: receiver.url + path, secret: SECRET };
  await other.call(contract.webhooks.put, { body });
  for (let sent = 0; sent < DELAYED_BY_NOBODY; sent += 1)
    await other.call(contract.webhooks.test, {});
  await until(() => receiver.at(path).length >= DELAYED_BY_NOBODY);
  const ended = (await listDeliveries(hanging)).filter(({ attempts }) => attempts.length > 0);
  const arrived = receiver.at(path).length;
  for (let at = 0; at < DELAYED_BY_NOBODY; at += 1) {
    const isInTime = at < arrived && ended.length === 0;
    const came = `${arrived} of ${DELAYED_BY_NOBODY} had arrived when ${ended.length} of the hanging ones had been given up.`;
    row.end(isInTime ? "survived" : { lost: came });
  }
  return row;
}

/** What is wrong with a delivery after its first attempt; null when nothing is. */
function firstMistake({ attempts, ...delivery }: Delivery, fault: ReceiverFault): string | null {
  const [first, second] = attempts;
  if (first === undefined) return "no attempt was made.";
  const came = first.status_code ?? first.error?.code;
  if (came !== fault.each) return `${came} came of it, not ${fault.each}.`;
  if (fault.end !== "failed")
    return delivery.status === fault.end ? null : `it is ${delivery.status}, not ${fault.end}.`;
  const next = second?.at ?? delivery.next_attempt_at;
  if (next === null) return "no further attempt is planned.";
  const waitMs = Date.parse(next) - Date.parse(first.at) - first.duration_ms;
  const least = fault.retryAfterMs ?? FIRST_WAIT_MS.least;
  const most = Math.max(FIRST_WAIT_MS.most, least) + SLACK_MS;
  // Both times are told in whole milliseconds.
  if (waitMs >= least - 2 && waitMs <= most) return null;
  return `the next attempt is ${waitMs} ms after the first, not ${least} to ${most}.`;
}

/** A run for each event, with an endpoint of its own. */
async function tryFaults(
  client: Client,
  receiver: FaultyReceiver,
  { events, random }: { events: number; random: SeededRandom },
): Promise<Tally> {
  const row = new Tally(`first attempts under ${RECEIVER_FAULTS.length} ways of receiving`);
  const sent = new Map<string, ReceiverFault>();
  for (let number = 0; number < events; number += 1) {
    const fault = RECEIVER_FAULTS[number] ?? random.pick(RECEIVER_FAULTS);
    const url = receiver.urlOf(fault, `/${fault.name}/${number}`);
    sent.set(url, fault);
    const messages = [{ role: "user" as const, content: `Event ${number}.` }];
    await client.call(contract.workflows.createAgentRun, {
      body: { input: { messages }, webhook: { url, secret: SECRET } },
    });
  }
  let deliveries: Delivery[] = [];
  await until(async () => {
    deliveries = (await listDeliveries(client)).filter(({ url }) => sent.has(url));
    return deliveries.length === events && deliveries.every(({ attempts }) => attempts.length > 0);
  });
  for (const [url, fault] of sent) {
    const delivery = deliveries.find((one) => one.url === url);
    const mistake =
      delivery === undefined ? "there is no delivery." : firstMistake(delivery, fault);
    row.end(mistake === null ? "survived" : { lost: `${url}: ${mistake}` });
  }
  const followed = receiver.paths().filter((path) => path.startsWith("/redirected"));
  if (followed.length > 0) row.end({ lost: "a redirect was followed." });
  return row;
}

/** Events reach receivers of all kinds as the contract says, signed so that others' libraries take them and nothing else. */
export async function tryWebhooks({ seed, isShort }: TrustOptions): Promise<readonly TrustRow[]> {
  const random = new SeededRandom(seed, "webhooks");
  const receiver = await openFaultyReceiver();
  const gateway = await GatewayProcess.start();
  try {
    const [hanging, other] = [await newAccount(gateway.url), await newAccount(gateway.url)];
    const client = other.client;
    await client.call(contract.local.setSandbox, {
      body: { scenario: "calm", seed: 1, speed: 1_000 },
    });
    const isolation = await tryIsolation([hanging.client, client], receiver);
    // What follows waits for receivers that hang more than it works.
    const playing = trySchedule(isShort ? 200 : 2_000);
    const rotation = await tryRotation(client, receiver);
    const events = isShort ? RECEIVER_FAULTS.length : 200;
    const faults = await tryFaults(client, receiver, { events, random });
    const signed = receiver.paths().filter((path) => !/\/(?:default|rotated)$/.test(path));
    const verifying = await tryVerifying(signed.flatMap((path) => receiver.at(path)));
    const rows = [isolation, rotation, faults, verifying, await playing];
    return rows.map((row) => row.row());
  } finally {
    await gateway.dispose();
    await receiver.close();
  }
}
