import type { InboxReceipt } from "#contract/local.ts";
import { newWebhookSecret, signHex, signStandard } from "#contract/webhook-signature.ts";
import { expect, test } from "vitest";
import { candidatesOf, checkReceipt } from "./known-secrets.ts";

const RECEIVED_AT = "2026-11-24T12:00:00.000Z";
const BODY = '{"id":"evt_1","type":"batch.completed"}';

/** Signed as the gateway does it: the hex header by the first secret, one entry of the standard header by each. */
async function signedBy(...secrets: string[]): Promise<InboxReceipt> {
  const bytes = new TextEncoder().encode(BODY);
  const seconds = Date.parse(RECEIVED_AT) / 1_000;
  const standard = await Promise.all(
    secrets.map((secret) => signStandard(secret, "evt_1", seconds, bytes)),
  );
  const headers = {
    "x-batchrouter-signature": await signHex(secrets[0] ?? "", bytes),
    "webhook-id": "evt_1",
    "webhook-timestamp": String(seconds),
    "webhook-signature": standard.join(" "),
  };
  return { id: "1", received_at: RECEIVED_AT, method: "POST", headers, body: BODY };
}

const [NEW, OLD, OTHER] = [newWebhookSecret(), newWebhookSecret(), newWebhookSecret()];

test("what was signed before a rotation still holds, by the secret of that time", async () => {
  const checked = await checkReceipt(await signedBy(OLD), candidatesOf(null, [NEW, OLD]));
  expect(checked?.known).toMatchObject({ secret: OLD, isPrevious: true });
  expect(checked?.verdicts).toMatchObject({ hex: { valid: true }, standard: { valid: true } });
});

test("during a rotation the new secret is taken, which holds by both schemes", async () => {
  const checked = await checkReceipt(await signedBy(NEW, OLD), candidatesOf(null, [OLD, NEW]));
  expect(checked?.known.secret).toBe(NEW);
});

test("the receiver that has the old secret alone passes by Standard Webhooks", async () => {
  const checked = await checkReceipt(await signedBy(NEW, OLD), candidatesOf(null, [OLD]));
  expect(checked?.verdicts).toMatchObject({ hex: { valid: false }, standard: { valid: true } });
});

test("when no secret fits, the first one says why", async () => {
  const candidates = [...candidatesOf("bat_1", [OTHER]), ...candidatesOf(null, [NEW])];
  const checked = await checkReceipt(await signedBy(OLD), candidates);
  expect(checked?.known.owner_id).toBe("bat_1");
  expect(checked?.verdicts.hex.reason).toBe("wrong_secret_or_body");
});

test("without a secret there is nothing to say", async () => {
  expect(await checkReceipt(await signedBy(NEW), [])).toBeUndefined();
});
