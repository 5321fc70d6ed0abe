import { contract } from "#contract/index.ts";
import { expect, test } from "vitest";
import { builtInEnvironments, customEnvironment } from "./environment.ts";
import { confirmLive, needsConfirmation } from "./live-guard.ts";

const { apiKeys, batches, files, webhooks } = contract;
const live = customEnvironment("http://127.0.0.1:9090", true);

test("what costs money or cannot be taken back needs a word in a live environment, and nothing does elsewhere", () => {
  const guarded = [batches.create, batches.cancel, apiKeys.revoke, apiKeys.rotate, files.delete];
  for (const endpoint of [...guarded, webhooks.delete, webhooks.redeliverFailed]) {
    expect(needsConfirmation(live, endpoint)).toBe(true);
    expect(needsConfirmation(customEnvironment("http://127.0.0.1:9090"), endpoint)).toBe(false);
  }
  expect(needsConfirmation(live, batches.get)).toBe(false);
});

test("of what is always there only the hosted production is live", () => {
  const all = builtInEnvironments("http://127.0.0.1:8787");
  expect(all.filter(({ isLive }) => isLive).map(({ id }) => id)).toEqual(["production"]);
});

test("a call that needs no word goes on at once", async () => {
  await expect(confirmLive(live, batches.get)).resolves.toBeUndefined();
});
