import { signHex, signStandard } from "#contract/webhook-signature.ts";
import { explainVerification } from "#contract/webhook-verification.ts";
import { expect, test } from "vitest";
import { tamper, type Tampering, type TextDelivery } from "./tampering.ts";

const SECRET = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; // not-a-secret: counted up
const NOW = new Date("2026-11-24T12:00:00Z");
const BODY = '{"id":"evt_1","type":"batch.completed","data":{"note":"👋 done"}}';

async function delivery(body = BODY): Promise<TextDelivery> {
  const bytes = new TextEncoder().encode(body);
  const seconds = NOW.getTime() / 1_000;
  const headers = {
    "x-batchrouter-signature": await signHex(SECRET, bytes),
    "Webhook-Id": "evt_1",
    "webhook-timestamp": String(seconds),
    "webhook-signature": await signStandard(SECRET, "evt_1", seconds, bytes),
  };
  return { secret: SECRET, headers, body, now: NOW };
}

async function reasons(...ways: Tampering[]) {
  const { hex, standard } = await explainVerification(tamper(await delivery(), new Set(ways)));
  return [hex.reason, standard.reason];
}

test("a copy that is not tampered with holds in both schemes", async () => {
  expect(await reasons()).toEqual([null, null]);
});

test.each([
  [["byte"], "wrong_secret_or_body", "wrong_secret_or_body"],
  [["secret"], "wrong_secret_or_body", "wrong_secret_or_body"],
  // The hex scheme signs no time: a replay passes it.
  [["replay"], null, "timestamp_too_old"],
  [["header"], null, "missing_header"],
  [["byte", "header"], "wrong_secret_or_body", "missing_header"],
] as const)(
  "%j fails with %s in the hex scheme and %s in Standard Webhooks",
  async (ways, hex, standard) => {
    expect(await reasons(...ways)).toEqual([hex, standard]);
  },
);

test.each([BODY, "", "{}", "👋👋👋", "zzzz"])(
  "changes %j in exactly one place, also of an awkward body",
  async (body) => {
    const given = await delivery(body);
    const copy = tamper(given, new Set<Tampering>(["byte"]));
    const before = new TextEncoder().encode(given.body);
    const after = new TextEncoder().encode(copy.body);
    const length = Math.max(before.length, after.length);
    const different = Array.from({ length }, (_, at) => before[at] !== after[at]).filter(Boolean);
    expect(different).toHaveLength(1);
    expect(copy.changed_at).not.toBeNull();
  },
);

test("leaves the delivery itself as it came", async () => {
  const given = await delivery();
  const kept = structuredClone(given);
  tamper(given, new Set<Tampering>(["byte", "secret", "replay", "header"]));
  expect(given).toEqual(kept);
});
