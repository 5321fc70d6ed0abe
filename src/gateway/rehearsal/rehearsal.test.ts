import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Client, createClient } from "#contract/client.ts";
import { isTerminal } from "#contract/batch-states.ts";
import { type BatchId, type InboxId, newId } from "#contract/primitives.ts";
import { contract } from "#contract/index.ts";
import { REHEARSAL_NOW_HEADER } from "#contract/rehearsal-header.ts";
import { createAdaptorServer, type ServerType } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";
import { createStage } from "./stage.ts";

let gateway: TestApp;
let server: ServerType;
let origin: string;

beforeAll(async () => {
  // Inboxes are delivered to over HTTP, so the port must be known before the gateway is made.
  server = createAdaptorServer({
    fetch: (request, bindings) => gateway.app.fetch(request, bindings),
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  origin = `http://127.0.0.1:${port}`;
  gateway = await createTestApp({ config: { publicUrl: origin } });
  await gateway.app.start();
});
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await gateway.close();
});

const { accounts, apiKeys, batches, catalog, files, local, quotes, webhooks, workflows } = contract;

let credential: string | undefined;
/** Calls as the console does: over HTTP, with whatever credential was given last. */
const call: Client["call"] = (endpoint, input, options) =>
  createClient({ baseUrl: origin, credential: () => credential }).call(endpoint, input, options);

/** What tells one rehearsal from another here, and whether somebody looks on meanwhile as the console does. */
interface Performance {
  seed: number;
  pace: number;
  isWatched: boolean;
}

function inputOf(count: number): Blob {
  const line = (at: number) => ({
    customer_item_id: `item-${at}`,
    operation: "responses",
    model: at % 3 === 0 ? "claude-haiku-4-5" : "gpt-4o-mini",
    input: { input: `Say the number ${at}.`, max_output_tokens: 40 },
  });
  return new Blob(Array.from({ length: count }, (_, at) => `${JSON.stringify(line(at))}\n`));
}

async function look(): Promise<void> {
  for (let times = Math.floor(Math.random() * 3); times > 0; times -= 1) {
    await call(catalog.listLanes, {});
    await call(batches.list, { query: {} });
    await call(webhooks.listDeliveries, { query: {} });
  }
}

/** Polls until a batch and everything that is delivered of it has ended. */
async function seeEnd(id: BatchId, isWatched: boolean): Promise<void> {
  for (;;) {
    if (isWatched) await look();
    const { status } = await call(batches.get, { params: { id } });
    if (isTerminal(status)) break;
  }
  for (;;) {
    const { data } = await call(webhooks.listDeliveries, { query: { limit: 100 } });
    if (data.every((delivery) => delivery.status !== "pending")) return;
  }
}

/** Everything that the API shows of a batch. */
async function showBatch(id: BatchId) {
  const params = { id };
  const output = await call(batches.artifact, {
    params: { id, kind: "output" },
    query: linkOf((await call(batches.get, { params })).output_file_url),
  }).catch(() => null);
  return {
    batch: await call(batches.get, { params }),
    output: await output?.text(),
    results: await call(batches.results, { params, query: {} }),
    events: await call(batches.events, { params, query: { limit: 100 } }),
    receipts: await call(batches.routeReceipts, { params, query: { limit: 100 } }),
    bill: await call(batches.billingReceipt, { params }),
  };
}

function linkOf(url: string | null) {
  const search = new URL(url ?? origin).searchParams;
  return { expires: Number(search.get("expires")), signature: search.get("signature") ?? "" };
}

const setInbox = (id: InboxId, status: number, delay_ms: number) =>
  call(local.setInboxAnswer, {
    params: { id },
    body: { answer: { status, delay_ms, drop: false } },
  });

async function openAccount() {
  const body = { agent_name: "a", email: "agent@example.com", password: "correct horse battery" };
  credential = undefined;
  const registered = await call(accounts.register, { body });
  const mails = await call(local.listMails, { query: {} });
  const token = mails.data[0]?.token ?? "";
  const session = await call(accounts.verifyEmail, { body: { token } });
  credential = session.session_token;
  const key = await call(apiKeys.create, { body: { label: "rehearsed" } });
  const inbox = await call(local.createInbox, {});
  credential = key.api_key;
  return { registered, mails, session, key, inbox };
}

async function submit(body: Blob, url: string) {
  const file = await call(files.upload, { query: { filename: "input.jsonl" }, body });
  const quote = await call(quotes.createForModel, { body: { input_file_id: file.id } });
  const { quote_id } = quote;
  const { batch } = await call(
    batches.create,
    { body: { quote_id, input_file_id: file.id, webhook: { url } } },
    { idempotencyKey: quote_id },
  );
  return { file, quote, batch };
}

/** The whole lifecycle; everything that it was shown on the way and is shown at the end. */
async function perform({ seed, pace, isWatched }: Performance) {
  const rehearsal = { scenario: "partial-failure", seed, pace } as const;
  await call(local.reset, { body: { confirm: "reset", rehearsal } });
  const account = await openAccount();
  const { inbox_id, url } = account.inbox;
  const played = await submit(inputOf(44), url);
  await seeEnd(played.batch.id, isWatched);
  const { run } = await call(workflows.createAgentRun, {
    body: { input: { messages: [{ role: "user", content: "Hello?" }] }, webhook: { url } },
  });
  await seeEnd(run.batch_id, isWatched);

  // Step by step: half of a batch, then its end by hand, with a receiver that is slow and fails at first.
  await call(local.setRehearsal, { body: { is_paused: true } });
  await setInbox(inbox_id, 503, 700);
  const cancelled = await submit(inputOf(24), url);
  await call(local.setRehearsal, { body: { advance_ms: 4_000 } });
  if (isWatched) await look();
  await call(batches.cancel, { params: { id: cancelled.batch.id } });
  await call(local.setRehearsal, { body: { advance_ms: 3_000 } });
  await setInbox(inbox_id, 200, 0);
  await call(local.setRehearsal, { body: { is_paused: false } });
  await seeEnd(cancelled.batch.id, isWatched);

  const shown = {
    first: await showBatch(played.batch.id),
    second: await showBatch(cancelled.batch.id),
    run: await call(workflows.getAgentRun, { params: { id: run.id } }),
    deliveries: await call(webhooks.listDeliveries, { query: { limit: 100 } }),
    inbox: await call(local.getInbox, { params: { id: inbox_id } }),
    files: await call(files.list, { query: {} }),
    rehearsal: (await call(local.getRehearsal, {})).rehearsal?.now,
  };
  credential = account.session.session_token;
  const books = {
    account: await call(accounts.get, {}),
    ledger: await call(accounts.ledger, { query: { limit: 100 } }),
    keys: await call(apiKeys.list, { query: {} }),
  };
  return { account, played, run, cancelled, shown, books };
}

describe("a rehearsal", () => {
  test("gives the same ids, times, secrets and ends for the same seed and calls, at any pace and whoever looks on", async () => {
    const first = await perform({ seed: 7, pace: 2_000, isWatched: false });
    const second = await perform({ seed: 7, pace: 700, isWatched: true });
    expect(second).toEqual(first);
    const { first: done, second: stopped, deliveries } = first.shown;
    expect(done.batch).toMatchObject({ status: "completed", counts: { total: 44, cancelled: 0 } });
    expect(done.batch.counts.failed).toBeGreaterThan(0);
    expect(stopped.batch.status).toBe("cancelled");
    expect(stopped.batch.counts.completed).toBeGreaterThan(0);
    expect(stopped.batch.counts.cancelled).toBeGreaterThan(0);
    const attempts = deliveries.data.map((delivery) => delivery.attempts.length);
    expect(Math.max(...attempts)).toBeGreaterThan(1);

    const other = await perform({ seed: 8, pace: 2_000, isWatched: false });
    expect(other.account.key.api_key).not.toBe(first.account.key.api_key);
    expect(other.shown.first.batch.id).not.toBe(done.batch.id);
    expect(other.shown.first.batch.completed_at).not.toBe(done.batch.completed_at);
  }, 120_000);

  test("says its time on every answer, and stands still while nobody changes anything", async () => {
    const begin = { scenario: "calm", seed: 1, pace: 20 } as const;
    await call(local.reset, { body: { confirm: "reset", rehearsal: begin } });
    const start = "2026-01-15T09:00:00.000Z";
    const times = async (path: string, init?: RequestInit) =>
      (await fetch(origin + path, init)).headers.get(REHEARSAL_NOW_HEADER);
    expect(await times("/v1/health")).toBe(start);
    expect(await times("/v1/batches")).toBe(start);
    expect(await times("/v1/batches", { method: "POST" })).toBe(start);
    await openAccount();
    expect(await times("/v1/nowhere")).toBe("2026-01-15T09:00:03.000Z");
    const { rehearsal } = await call(local.setRehearsal, {
      body: { is_paused: true, pace: 5, advance_ms: 3_600_000 },
    });
    const now = "2026-01-15T10:00:03.000Z";
    expect(rehearsal).toEqual({ ...begin, pace: 5, is_paused: true, started_at: start, now });
    expect((await call(catalog.health, {})).now).toBe(now);
  });

  test("holds all work while it is paused, and lets exactly the time pass that is asked for", async () => {
    const begin = { scenario: "slow", seed: 1, pace: 10_000 } as const;
    await call(local.reset, { body: { confirm: "reset", rehearsal: begin } });
    const { inbox } = await openAccount();
    await setInbox(inbox.inbox_id, 200, 12_000);
    await call(local.setRehearsal, { body: { is_paused: true } });
    const { batch } = await submit(inputOf(4), inbox.url);
    const params = { id: batch.id };
    expect((await call(batches.get, { params })).status).toBe("pending");
    await call(local.setRehearsal, { body: { advance_ms: 1 } });
    expect((await call(batches.get, { params })).status).toBe("dispatched");
    await call(local.setRehearsal, { body: { advance_ms: 600_000 } });
    const { status, completed_at } = await call(batches.get, { params });
    expect(status).toBe("completed");
    // What fell due within the time happened at its moment, not at its end.
    expect(Date.parse(completed_at ?? "") - Date.parse(batch.created_at)).toBeLessThan(300_000);
    const { data } = await call(webhooks.listDeliveries, { query: {} });
    const [attempt] = data.at(-1)?.attempts ?? [];
    expect(attempt).toMatchObject({ duration_ms: 10_000, error: { code: "timeout" } });
  });

  test("is over after a reset without one, even in the middle of a batch", async () => {
    const begin = { scenario: "slow", seed: 1, pace: 1 } as const;
    await call(local.reset, { body: { confirm: "reset", rehearsal: begin } });
    const { inbox } = await openAccount();
    const { batch } = await submit(inputOf(4), inbox.url);
    await expect
      .poll(async () => (await call(batches.get, { params: { id: batch.id } })).running_items)
      .toBeGreaterThan(0);
    await call(local.reset, { body: { confirm: "reset" } });
    expect(await call(local.getRehearsal, {})).toEqual({
      rehearsal: null,
      can_begin: true,
    });
    expect((await fetch(`${origin}/v1/health`)).headers.has(REHEARSAL_NOW_HEADER)).toBe(false);
    expect((await call(catalog.health, {})).now).toBe(gateway.now().toISOString());
    await expect(call(local.setRehearsal, { body: { pace: 2 } })).rejects.toMatchObject({
      code: "no_rehearsal",
    });
    expect((await openAccount()).session.user_id).not.toBe("");
    expect(gateway.failures.filter((line) => JSON.stringify(line).includes("job failed"))).toEqual(
      [],
    );
  });

  test("goes on after a restart, never behind what it has made, and gives no id twice", async () => {
    const begin = { scenario: "calm", seed: 3, pace: 20 } as const;
    await call(local.reset, { body: { confirm: "reset", rehearsal: begin } });
    const made = await openAccount();
    const before = (await call(local.getRehearsal, {})).rehearsal;
    const { database } = gateway;
    const stage = createStage({ realClock: { now: gateway.now }, database, onError: fail });
    await stage.resume();
    const resumed = stage.current()?.onWire();
    expect(resumed).toMatchObject({ ...begin, started_at: before?.started_at });
    expect(Date.parse(resumed?.now ?? "")).toBeGreaterThanOrEqual(Date.parse(before?.now ?? ""));
    const fresh = stage.current()?.entropy ?? fail();
    const moment = Date.parse(made.session.session_expires_at);
    expect(newId("user", moment, fresh).slice(-11)).not.toBe(made.session.user_id.slice(-11));
  });
});

function fail(): never {
  throw new Error("This is not to happen.");
}
