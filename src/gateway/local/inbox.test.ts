import { once } from "node:events";
import { request as send } from "node:http";
import type { AddressInfo } from "node:net";
import type { Contract } from "#contract/index.ts";
import { newId, type OrgId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { explainVerification } from "#contract/webhook-verification.ts";
import { createAdaptorServer, type HttpBindings } from "@hono/node-server";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { emptyTestDatabase } from "../database/test-database.ts";
import { call, createTestWebhooks } from "../webhooks/test-webhooks.ts";
import { createLocalInboxHandlers } from "./inbox-handlers.ts";
import { createInboxReceiver } from "./inbox-receiver.ts";

type Local = Contract["local"];

let webhooks: Awaited<ReturnType<typeof createTestWebhooks>>;
let server: ReturnType<typeof createAdaptorServer>;
let handlers: ReturnType<typeof createLocalInboxHandlers>;
const orgId: OrgId = newId("org");
const waits: number[] = [];

beforeAll(async () => {
  webhooks = await createTestWebhooks();
  const clock = { now: webhooks.now };
  const receiver = createInboxReceiver({
    database: webhooks.database,
    clock,
    arrive: async () => undefined,
    delay: async (ms) => void waits.push(ms),
  });
  server = createAdaptorServer({
    fetch: (request, bindings) =>
      receiver.handle(request, {
        request_id: "req_test",
        breakConnection() {
          (bindings as HttpBindings).outgoing.destroy(); // this server speaks HTTP/1 alone
          return RESPONSE_ALREADY_SENT;
        },
      }),
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  handlers = createLocalInboxHandlers({
    database: webhooks.database,
    clock,
    entropy: randomBytes,
    publicUrl: `http://127.0.0.1:${port}/`,
  });
});
afterEach(() => emptyTestDatabase(webhooks.database));
afterAll(async () => {
  await new Promise((resolve) => server.close(resolve));
  await webhooks.close();
});

const open = () => call<Local["createInbox"]>(webhooks.database, handlers.createInbox, orgId);
const get = (id: string) =>
  call<Local["getInbox"]>(webhooks.database, handlers.getInbox, orgId, { params: { id } });
const answer = (id: string, given: object) =>
  call<Local["setInboxAnswer"]>(webhooks.database, handlers.setInboxAnswer, orgId, {
    params: { id },
    body: { answer: { status: 200, delay_ms: 0, drop: false, ...given } },
  });

describe("a webhook inbox", () => {
  test("keeps method, headers and the exact body of whatever is sent to its URL, newest first", async () => {
    const inbox = await open();
    const body = "\ufeffżółć \0 👋\r\n{not json";
    await fetch(inbox.url, {
      method: "PUT",
      body,
      headers: { "x-one": "1", "content-type": "text/plain" },
    });
    await fetch(inbox.url);
    const { data } = await get(inbox.inbox_id);
    expect(data.map(({ method }) => method)).toEqual(["GET", "PUT"]);
    expect(data[1]).toMatchObject({
      body,
      headers: { "x-one": "1", "content-type": "text/plain" },
    });
    expect(data[1]?.received_at).toBe(webhooks.now().toISOString());
  });

  test("receives a delivery whose signatures the contract's own verification accepts", async () => {
    const inbox = await open();
    const batchId = newId("batch");
    const secret = await webhooks.database.transaction(async (tx) => {
      const owner = { org_id: orgId, batch_id: batchId, run_id: null };
      const attached = await webhooks.outbox.attach(tx, owner, { url: inbox.url });
      await webhooks.outbox.emit(tx, {
        ...owner,
        type: "batch.completed",
        fields: { note: "ż" },
        data: {},
      });
      return attached.secret ?? "";
    });
    await webhooks.advance(0);
    const [receipt] = (await get(inbox.inbox_id)).data;
    const verdict = await explainVerification({
      secret,
      headers: receipt?.headers ?? {},
      body: receipt?.body ?? "",
      now: webhooks.now(),
    });
    expect([verdict.hex.valid, verdict.standard.valid]).toEqual([true, true]);
  });

  test("answers with the status and after the delay that it was told", async () => {
    const { inbox_id, url } = await open();
    const set = await answer(inbox_id, { status: 503, delay_ms: 2_500 });
    expect(set.answer).toEqual({ status: 503, delay_ms: 2_500, drop: false });
    waits.splice(0);
    expect((await fetch(url, { method: "POST", body: "{}" })).status).toBe(503);
    expect(waits).toEqual([2_500]);
    await answer(inbox_id, { status: 204 });
    expect((await fetch(url, { method: "POST" })).status).toBe(204);
  });

  test("breaks the connection when told to, and keeps the receipt", async () => {
    const { inbox_id, url } = await open();
    await answer(inbox_id, { drop: true });
    const sending = send(url, { method: "POST" });
    sending.end("{}");
    const [error] = await once(sending, "error");
    expect(error).toMatchObject({ code: "ECONNRESET" });
    expect((await get(inbox_id)).data).toHaveLength(1);
  });

  test("refuses a body over 1 MiB and an answer that would not end", async () => {
    const { inbox_id, url } = await open();
    const receiver = createInboxReceiver({
      database: webhooks.database,
      clock: { now: webhooks.now },
      arrive: async () => undefined,
      delay: async () => undefined,
    });
    const large = new Request(url, { method: "POST", body: "x".repeat(1024 ** 2 + 1) });
    await expect(receiver.handle(large, { request_id: "" })).rejects.toMatchObject({
      code: "payload_too_large",
    });
    await expect(answer(inbox_id, { status: 102 })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });

  test("keeps the last 200 receipts", async () => {
    const { inbox_id, url } = await open();
    for (let number = 1; number <= 203; number += 1)
      await fetch(url, { method: "POST", body: String(number) });
    const { data } = await get(inbox_id);
    expect([data.length, data[0]?.body, data.at(-1)?.body]).toEqual([200, "203", "4"]);
  });

  test("that is not there is not found, for readers and for senders", async () => {
    const id = newId("inbox");
    await expect(get(id)).rejects.toMatchObject({ code: "not_found" });
    await expect(answer(id, {})).rejects.toMatchObject({ code: "not_found" });
    const receiver = createInboxReceiver({
      database: webhooks.database,
      clock: { now: webhooks.now },
      arrive: async () => undefined,
      delay: async () => undefined,
    });
    for (const name of [id, "inbox_1", "%2e%2e"]) {
      const request = new Request(`http://127.0.0.1/local/webhook-inboxes/${name}/hook`);
      await expect(receiver.handle(request, { request_id: "" })).rejects.toMatchObject({
        code: "not_found",
      });
    }
  });
});
