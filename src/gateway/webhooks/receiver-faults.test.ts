import { newId, type DeliveryId, type OrgId } from "#contract/primitives.ts";
import { DELIVERY_TIMEOUT_MS } from "#contract/webhook-events.ts";
import { DnsServer } from "#test-servers/dns-server.ts";
import {
  openFaultyReceiver,
  RECEIVER_FAULTS,
  SILENT_FAULTS,
  type FaultyReceipt,
  type FaultyReceiver,
  type ReceiverFault,
} from "#test-servers/faulty-receiver.ts";
import OpenAI from "openai";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { sql } from "../database/sql.ts";
import { createEgress, type Egress } from "../egress/egress.ts";
import { clientNames } from "../egress/name-servers.ts";
import { createTestWebhooks } from "./test-webhooks.ts";

/** `npm run trust` has more of them. */
const EVENTS = Number(process.env["BATCHROUTER_FAULT_EVENTS"] ?? 64);
const ORGS = 4;
/** How long after a request has come a receiver that never answers is given up; the contract's patience is 10 s. */
const IMPATIENCE_MS = 20;
const SECRET = `whsec_${Buffer.alloc(32, 5).toString("base64")}`;

interface SentEvent {
  fault: ReceiverFault;
  path: string;
  orgId: OrgId;
  chance: number;
}

interface Kept {
  id: DeliveryId;
  event_id: string;
  url: string;
  status: ReceiverFault["end"] | "pending";
  body: string;
  created_at: Date;
  next_attempt_at: Date | null;
  attempts: { at: string; status_code: number | null; error_code: string | null; kept: string }[];
}

let receiver: FaultyReceiver;
let dns: DnsServer;
let webhooks: Awaited<ReturnType<typeof createTestWebhooks>>;
/** What draws out or shortens the waits of a delivery: the same for all of its attempts. */
const chances = new Map<string, number>();
const patiences = new Set<number>();
/** By path, what gives a request up that is under way. */
const impatient = new Map<string, AbortController>();

/** The real egress, whose deadline comes early for receivers that never answer, and never before the request has come. */
function impatientEgress(): Egress {
  const egress = createEgress({ allowLoopback: true, resolve: clientNames([dns.address]) });
  return {
    ...egress,
    send: (request) => {
      patiences.add(request.timeoutMs);
      const { pathname } = new URL(request.url);
      if (!SILENT_FAULTS.includes(pathname.split("/")[1] ?? "")) return egress.send(request);
      const giveUp = new AbortController();
      impatient.set(pathname, giveUp);
      const own = request.signal === undefined ? [] : [request.signal];
      return egress.send({ ...request, signal: AbortSignal.any([...own, giveUp.signal]) });
    },
  };
}

beforeAll(async () => {
  receiver = await openFaultyReceiver((path) => {
    const timeout = new DOMException("The receiver is silent.", "TimeoutError");
    setTimeout(() => impatient.get(path)?.abort(timeout), IMPATIENCE_MS);
  });
  dns = await DnsServer.start(() => undefined);
  webhooks = await createTestWebhooks({
    egress: impatientEgress(),
    random: (id) => chances.get(String(id)) ?? 0,
  });
});
afterAll(async () => {
  vi.useRealTimers();
  await webhooks.close();
  await receiver.close();
  await dns.close();
});

/** Each event has an endpoint of its own, so that no breaker has a say. */
async function emitAll(): Promise<Map<string, SentEvent>> {
  const orgs = Array.from({ length: ORGS }, () => newId("org"));
  const byUrl = new Map<string, SentEvent>();
  for (let number = 0; number < EVENTS; number += 1) {
    const fault = RECEIVER_FAULTS[number % RECEIVER_FAULTS.length];
    const owner_org = orgs[number % ORGS];
    if (fault === undefined || owner_org === undefined) throw new Error("Each index is within.");
    const path = `/${fault.name}/${number}`;
    const event = { fault, path, orgId: owner_org, chance: (number % 3) / 3 };
    byUrl.set(receiver.urlOf(fault, path), event);
    const batch_id = newId("batch");
    const owner = { org_id: owner_org, batch_id, run_id: null };
    await webhooks.database.transaction(async (tx) => {
      await webhooks.outbox.attach(tx, owner, { url: receiver.urlOf(fault, path), secret: SECRET });
      const data = { number, note: "żółć 👋 \u2028" };
      await webhooks.outbox.emit(tx, { ...owner, type: "batch.completed", fields: {}, data });
      const [delivery] = await tx.query<{ id: string }>(
        sql`select id from webhook_deliveries where batch_id = ${batch_id}`,
      );
      chances.set(delivery?.id ?? "", event.chance);
    });
  }
  return byUrl;
}

async function listKept(): Promise<Kept[]> {
  return await webhooks.database.query<Kept>(sql`
    select delivery.id, event_id, url, status, body, delivery.created_at, next_attempt_at, (
      select json_agg(json_build_object('at', at, 'status_code', status_code, 'error_code', error_code,
        'kept', response_body) order by number)
      from webhook_attempts where delivery_id = delivery.id
    ) as attempts
    from webhook_deliveries as delivery join webhooks as webhook on webhook.id = delivery.webhook_id`);
}

/** Moves the clock from one attempt that is due to the next until none is. */
async function playToTheEnd(): Promise<void> {
  await webhooks.advance(0);
  for (;;) {
    const [next] = await webhooks.database.query<{ at: Date | null }>(
      sql`select min(next_attempt_at) as at from webhook_deliveries where status = 'pending'`,
    );
    if (next?.at == null) return;
    await webhooks.advance(next.at.getTime() - webhooks.now().getTime());
  }
}

/**
 * The schedule as the documentation has it: eight waits that grow three and a half times and come to 24 hours, each up to a quarter
 * shorter by chance, none shorter than the receiver asks. Worked out here from that sentence, in milliseconds after the event.
 */
function scheduleOf({ fault, chance }: SentEvent): number[] {
  if (fault.end !== "failed") return [0];
  const growth = Array.from({ length: 8 }, (_, at) => 3.5 ** at);
  const unit = 86_400_000 / growth.reduce((sum, part) => sum + part, 0);
  const times = [0];
  for (const part of growth) {
    const wait = Math.max(Math.round(part * unit * (1 - chance / 4)), fault.retryAfterMs ?? 0);
    times.push((times.at(-1) ?? 0) + wait);
  }
  return times;
}

/** Whether a library takes what was received, at the time at which it came. */
type Verifier = (body: string, headers: Record<string, string>) => unknown;

const openai = new OpenAI({ apiKey: "none", webhookSecret: SECRET });
const VERIFIERS: Readonly<Record<string, Verifier>> = {
  standardwebhooks: (body, headers) => new StandardWebhook(SECRET).verify(body, headers),
  svix: (body, headers) => new SvixWebhook(SECRET).verify(body, headers),
  openai: (body, headers) => openai.webhooks.unwrap(body, headers),
};

async function isTaken(verify: Verifier, { headers, body }: FaultyReceipt): Promise<boolean> {
  const own = headers as Record<string, string>; // none that they read comes twice
  vi.useFakeTimers({ now: Number(own["webhook-timestamp"]) * 1_000, toFake: ["Date"] });
  try {
    await verify(body.toString(), own);
    return true;
  } catch {
    return false;
  } finally {
    vi.useRealTimers();
  }
}

/** What is not as it should be with a delivery; empty when all is. */
function mistakesOf(kept: Kept, event: SentEvent): string[] {
  const { fault, path } = event;
  const begun = kept.created_at.getTime();
  const times = kept.attempts.map(({ at }) => Date.parse(at) - begun);
  const ends = kept.attempts.map(({ status_code, error_code }) => status_code ?? error_code);
  const receipts = receiver.at(path);
  const came = {
    status: kept.status,
    times,
    ends,
    receipts: receipts.length,
    ids: receipts.map(({ headers }) => headers["webhook-id"]),
    bodies: receipts.map(({ body }) => body.toString()),
    stamps: receipts.map(({ headers }) => Number(headers["webhook-timestamp"])),
  };
  const planned = scheduleOf(event);
  const arrived = fault.arrives ? planned : [];
  const wanted = {
    status: fault.end,
    times: planned,
    ends: planned.map(() => fault.each),
    receipts: arrived.length,
    ids: arrived.map(() => kept.event_id),
    bodies: arrived.map(() => kept.body),
    stamps: arrived.map((at) => Math.floor((begun + at) / 1_000)),
  };
  return Object.keys(wanted)
    .filter(
      (key) =>
        JSON.stringify(came[key as keyof typeof came]) !==
        JSON.stringify(wanted[key as keyof typeof wanted]),
    ) // both have the same keys
    .map((key) => `${kept.url} ${key}: ${JSON.stringify(came[key as keyof typeof came])}`); // one of its own keys
}

test(`${EVENTS} events under ${RECEIVER_FAULTS.length} ways of receiving are delivered or exhausted exactly by the schedule, and what came verifies by three libraries`, async () => {
  const events = await emitAll();
  await playToTheEnd();
  const all = await listKept();
  expect(all).toHaveLength(EVENTS);
  const mistakes = all.flatMap((kept) => {
    const event = events.get(kept.url);
    return event === undefined ? [`${kept.url} was never set`] : mistakesOf(kept, event);
  });
  expect(mistakes).toEqual([]);
  expect(webhooks.failures).toEqual([]);
  // No redirect is followed, of no answer more than 2 kB is kept, and the patience is the contract's.
  expect(receiver.paths().filter((path) => path.startsWith("/redirected"))).toEqual([]);
  expect(
    Math.max(...all.flatMap(({ attempts }) => attempts.map(({ kept }) => kept?.length ?? 0))),
  ).toBe(2_048);
  expect([...patiences]).toEqual([DELIVERY_TIMEOUT_MS]);
  const received = [...events.values()].flatMap(({ path }) => receiver.at(path));
  for (const [name, verify] of Object.entries(VERIFIERS)) {
    let taken = 0;
    for (const receipt of received) if (await isTaken(verify, receipt)) taken += 1;
    expect([name, taken]).toEqual([name, received.length]);
  }
}, 900_000);

test.each(Object.entries(VERIFIERS))(
  "%s takes no copy that was tampered with",
  async (_name, verify) => {
    const [genuine] = receiver.paths().flatMap((path) => receiver.at(path));
    if (genuine === undefined) throw new Error("The test before has received.");
    expect(await isTaken(verify, genuine)).toBe(true);
    const { headers, body } = genuine;
    const changed = Buffer.from(body);
    changed[changed.length - 3] = (changed[changed.length - 3] ?? 0) ^ 1;
    const later = String(Number(headers["webhook-timestamp"]) + 1);
    const signature = String(headers["webhook-signature"]);
    const copies: FaultyReceipt[] = [
      { headers, body: changed },
      { headers, body: Buffer.concat([body, Buffer.from(" ")]) },
      { headers: { ...headers, "webhook-id": "evt_another" }, body },
      { headers: { ...headers, "webhook-timestamp": later }, body },
      {
        headers: {
          ...headers,
          "webhook-signature": signature.replace(/,./, (two) => (two === ",A" ? ",B" : ",A")),
        },
        body,
      },
    ];
    for (const copy of copies) expect(await isTaken(verify, copy)).toBe(false);
  },
);
