import { contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import { Webhook } from "standardwebhooks";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";
import { openReceiver } from "./test-webhooks.ts";

let app: TestApp;
let session: string;
let receiver: Awaited<ReturnType<typeof openReceiver>>;

beforeAll(async () => {
  app = await createTestApp();
});
beforeEach(async () => {
  session = (await app.registerAndVerify()).session_token;
  receiver = await openReceiver((response) => response.end("thanks"));
});
afterEach(async () => {
  vi.useRealTimers();
  await receiver.close();
  await app.reset();
});
afterAll(() => app.close());

describe("webhooks over HTTP", () => {
  test("take an endpoint, deliver a signed test event to it, and show the delivery with its attempt", async () => {
    const as = session;
    const put = await app.request(contract.webhooks.put, { body: { url: receiver.url } }, { as });
    expect(await app.request(contract.webhooks.get, {}, { as })).not.toHaveProperty("secret");
    const { delivery } = await app.request(contract.webhooks.test, {}, { as });
    await app.runJobs();
    const [receipt] = receiver.receipts;
    vi.useFakeTimers({ now: app.now(), toFake: ["Date"] });
    const headers = receipt?.headers as Record<string, string>; // none of the three comes twice
    const body = receipt?.body.toString() ?? "";
    expect(new Webhook(put.secret ?? "").verify(body, headers)).toMatchObject({
      id: delivery.event_id,
    });
    const { data } = await app.request(contract.webhooks.listDeliveries, { query: {} }, { as });
    expect(data).toMatchObject([
      { id: delivery.id, status: "delivered", attempts: [{ response_body: "thanks" }], body },
    ]);
    expect(app.failures).toEqual([]);
  });

  test("give the same new secret when a rotation is repeated with its Idempotency-Key", async () => {
    await app.request(contract.webhooks.put, { body: { url: receiver.url } }, { as: session });
    const options = { as: session, idempotencyKey: "rotate-once-1" };
    const first = await app.request(contract.webhooks.rotateSecret, {}, options);
    expect(await app.request(contract.webhooks.rotateSecret, {}, options)).toEqual(first);
  });

  test("refuse a URL by its field, and a key that may only read", async () => {
    const refused = app.request(
      contract.webhooks.put,
      { body: { url: "https://[::ffff:10.0.0.1]/" } },
      { as: session },
    );
    await expect(refused).rejects.toMatchObject({ status: 400, issues: [{ path: "body.url" }] });
    const { api_key: as } = await app.createKey(session, ["read"]);
    const denied = app.request(contract.webhooks.put, { body: { url: receiver.url } }, { as });
    await expect(denied).rejects.toMatchObject({ code: "permission_denied" });
  });

  test("remove the endpoint, and do not find another org's delivery", async () => {
    const as = session;
    await app.request(contract.webhooks.put, { body: { url: receiver.url } }, { as });
    await app.request(contract.webhooks.delete, {}, { as });
    expect(await app.request(contract.webhooks.get, {}, { as })).toBeNull();
    const redelivering = app.request(
      contract.webhooks.redeliver,
      { params: { id: newId("delivery") } },
      { as },
    );
    await expect(redelivering).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("local aids over HTTP", () => {
  test("open an inbox, take in what is sent to it, and answer 304 while nothing comes", async () => {
    const { inbox_id, url } = await app.request(contract.local.createInbox, {});
    const { pathname } = new URL(url);
    expect((await app.fetch(pathname, { method: "POST", body: "hello" })).status).toBe(200);
    const { data } = await app.request(contract.local.getInbox, { params: { id: inbox_id } });
    expect(data).toMatchObject([{ method: "POST", body: "hello" }]);
    const address = pathname.replace("/hook", "");
    const etag = (await app.fetch(address)).headers.get("etag") ?? "";
    const unchanged = await app.fetch(address, { headers: { "if-none-match": etag } });
    expect(unchanged.status).toBe(304);
    await app.fetch(pathname, { method: "POST", body: "again" });
    expect((await app.fetch(address, { headers: { "if-none-match": etag } })).status).toBe(200);
  });

  test("change the sandbox and keep the change until a reset", async () => {
    const set = await app.request(contract.local.setSandbox, { body: { scenario: "slow" } });
    expect(await app.request(contract.local.getSandbox, {})).toEqual(set);
    await app.request(contract.local.reset, { body: { confirm: "reset" } });
    expect((await app.request(contract.local.getSandbox, {})).scenario).toBe("calm");
    // Sessions are gone with the reset; the next test makes its own.
  });

  test("forward to no environment that is not on the list", async () => {
    const response = await app.fetch("/local/forward/staging/v1/health");
    expect([response.status, (await response.json()).error.code]).toEqual([404, "not_found"]);
  });
});
