import { expect, test } from "vitest";
import { signHex, signStandard } from "./webhook-signature.ts";
import {
  explainVerification,
  MISMATCH_REASONS,
  TIMESTAMP_TOLERANCE_SECONDS,
} from "./webhook-verification.ts";

const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; // not-a-secret: counted up
const NOW = new Date("2026-11-24T12:00:00Z");
const SECONDS = NOW.getTime() / 1_000;
const ID = "evt_0";
const BODY = '\ufeff{"a":"ż"}';
const bytes = new TextEncoder().encode(BODY);

async function verdicts(headers: Record<string, string>, body: string | Uint8Array = BODY) {
  return explainVerification({ secret, headers, body, now: NOW });
}

async function standardHeaders(timestamp: string, signature?: string) {
  return {
    "webhook-id": ID,
    "webhook-timestamp": timestamp,
    "webhook-signature": signature ?? (await signStandard(secret, ID, Number(timestamp), bytes)),
  };
}

test("headers count in any casing and with blanks around them, a body as text or as bytes", async () => {
  const hex = await signHex(secret, bytes);
  const { "webhook-signature": signature } = await standardHeaders(String(SECONDS));
  const headers = {
    "x-batchrouter-SIGNATURE": ` ${hex.toUpperCase()} `,
    "WEBHOOK-ID": ID,
    "Webhook-Timestamp": ` ${SECONDS}\t`,
    "webhook-Signature": `  ${signature}  `,
  };
  for (const body of [BODY, bytes]) {
    const { hex: byHex, standard } = await verdicts(headers, body);
    expect(byHex).toEqual({
      valid: true,
      expected: hex,
      received: hex.toUpperCase(),
      signed_content: BODY,
      reason: null,
      missing: [],
    });
    expect(standard).toEqual({
      valid: true,
      expected: signature,
      received: `  ${signature}  `,
      signed_content: `${ID}.${SECONDS}.${BODY}`,
      reason: null,
      missing: [],
    });
  }
});

test("what is missing is named, and without it nothing is expected", async () => {
  const nothing = await verdicts({});
  expect(nothing.hex).toEqual({
    valid: false,
    expected: await signHex(secret, bytes),
    received: null,
    signed_content: BODY,
    reason: "missing_header",
    missing: ["X-BatchRouter-Signature"],
  });
  expect(nothing.standard).toEqual({
    valid: false,
    expected: null,
    received: null,
    signed_content: null,
    reason: "missing_header",
    missing: ["webhook-id", "webhook-timestamp", "webhook-signature"],
  });
  const { "webhook-signature": signature, ...rest } = await standardHeaders(String(SECONDS));
  expect((await verdicts(rest)).standard).toMatchObject({
    valid: false,
    expected: signature,
    received: null,
    signed_content: `${ID}.${SECONDS}.${BODY}`,
    reason: "missing_header",
    missing: ["webhook-signature"],
  });
  for (const name of ["webhook-id", "webhook-timestamp"] as const) {
    const { [name]: _, ...others } = await standardHeaders(String(SECONDS));
    const { standard } = await verdicts(others);
    expect(standard).toMatchObject({ expected: null, received: signature, missing: [name] });
  }
});

test.each([
  ["", "malformed"],
  ["  ", "malformed"],
  ["v1", "malformed"],
  ["v1,", "malformed"],
  ["v,AAAA", "malformed"],
  ["xv1,AAAA", "malformed"],
  ["v1,AAAA nonsense", "malformed"],
  ["v2,AAAA", "unsupported_version"],
  ["v10,AAAA v1a,BBBB v1ab,CCCC", "unsupported_version"],
  ["v1,AAAA v2,BBBB", "wrong_secret_or_body"],
  ["v1,AAAA", "wrong_secret_or_body"],
])("the signatures %j are refused as %s", async (signature, reason) => {
  const { standard } = await verdicts(await standardHeaders(String(SECONDS), signature));
  expect(standard).toMatchObject({ valid: false, reason, received: signature, missing: [] });
});

test("one right signature of several is enough, whatever the version of the others", async () => {
  const { "webhook-signature": right } = await standardHeaders(String(SECONDS));
  for (const signature of [`v1,AAAA ${right}`, `${right} v2,AAAA`, `v1a,AAAA  ${right}`])
    expect((await verdicts(await standardHeaders(String(SECONDS), signature))).standard.valid).toBe(
      true,
    );
});

test.each([
  ["abc", "malformed"],
  ["0".repeat(63), "malformed"],
  ["0".repeat(65), "malformed"],
  [`${"0".repeat(63)}g`, "malformed"],
  ["0".repeat(64), "wrong_secret_or_body"],
])("the hex signature %s is refused as %s", async (received, reason) => {
  const { hex } = await verdicts({ "X-BatchRouter-Signature": received });
  expect(hex).toMatchObject({ valid: false, reason, received, missing: [] });
});

test.each([
  [SECONDS, null],
  [SECONDS - TIMESTAMP_TOLERANCE_SECONDS, null],
  [SECONDS + TIMESTAMP_TOLERANCE_SECONDS, null],
  [SECONDS - TIMESTAMP_TOLERANCE_SECONDS - 1, "timestamp_too_old"],
  [SECONDS + TIMESTAMP_TOLERANCE_SECONDS + 1, "timestamp_too_new"],
  [0, "timestamp_too_old"],
  [999_999_999_999, "timestamp_too_new"],
])("an attempt of the second %i is refused as %s", async (timestamp, reason) => {
  const { standard } = await verdicts(await standardHeaders(String(timestamp)));
  expect(standard).toMatchObject({ valid: reason === null, reason });
});

test("a timestamp of 1,000,000,000,000 seconds or more is no timestamp", async () => {
  const { standard } = await verdicts(await standardHeaders("1000000000000"));
  expect(standard.reason).toBe("malformed_timestamp");
});

test.each(Object.entries(MISMATCH_REASONS))("%s is told in a sentence", (_reason, text) => {
  expect(text).toMatch(/^[A-Z].{20,}\.$/);
});
