import { afterEach, beforeEach, expect, test, vi } from "vitest";

/** A page's storage, and a fresh module as after a load. */
async function load(storage: Map<string, string>) {
  vi.resetModules();
  vi.stubGlobal("sessionStorage", {
    getItem: (key: string) => storage.get(key) ?? null,
    setItem: (key: string, value: string) => void storage.set(key, value),
  });
  return import("./inbox-choice.ts");
}

let storage: Map<string, string>;
beforeEach(() => {
  storage = new Map();
});
afterEach(() => vi.unstubAllGlobals());

test("inbox and secrets survive a reload of the tab, and each environment has its own", async () => {
  const before = await load(storage);
  before.rememberInbox("local", "inbox_1");
  before.rememberWebhookSecret("local", "bat_1", "whsec_a");
  const after = await load(storage);
  expect(after.rememberedInbox("local")).toBe("inbox_1");
  expect(after.webhookSecret("local", "bat_1")).toBe("whsec_a");
  expect(after.rememberedInbox("test")).toBeUndefined();
  expect(after.webhookSecret("test", "bat_1")).toBeUndefined();
});

test("after a rotation the new secret comes first and the old one stays", async () => {
  const choice = await load(storage);
  choice.rememberWebhookSecret("local", "default", "old");
  choice.rememberWebhookSecret("local", "default", "new");
  choice.rememberWebhookSecret("local", "default", "new");
  expect(choice.webhookSecrets("local", "default")).toEqual(["new", "old"]);
  expect(choice.webhookSecret("local", "default")).toBe("new");
});

test("a forgotten inbox leaves the secrets", async () => {
  const choice = await load(storage);
  choice.rememberInbox("local", "inbox_1");
  choice.rememberWebhookSecret("local", "run_1", "secret");
  choice.forgetInbox("local");
  expect(choice.rememberedInbox("local")).toBeUndefined();
  expect(choice.webhookSecret("local", "run_1")).toBe("secret");
});

test("where storage is forbidden or broken, memory alone remembers", async () => {
  const choice = await load(new Map([["batchrouter.webhooks.local", "{broken"]]));
  expect(choice.rememberedInbox("local")).toBeUndefined();
  vi.stubGlobal("sessionStorage", undefined);
  choice.rememberInbox("local", "inbox_2");
  expect(choice.rememberedInbox("local")).toBe("inbox_2");
});

test("an owner by the name of something every object has is nobody's", async () => {
  const choice = await load(storage);
  expect(choice.webhookSecret("local", "constructor")).toBeUndefined();
});
