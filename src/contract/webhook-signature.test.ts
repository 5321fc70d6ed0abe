import { createHash, createHmac, randomBytes } from "node:crypto";
import { Webhook } from "standardwebhooks";
import { afterEach, describe, expect, test, vi } from "vitest";
import { hmacSha256, hmacSha256Plain } from "./hmac-sha256.ts";
import { sha256 } from "./sha256.ts";
import { newWebhookSecret, signHex, signStandard, standardKey } from "./webhook-signature.ts";
import { explainVerification } from "./webhook-verification.ts";

const utf8 = new TextEncoder();
const NOW = new Date("2026-11-24T12:00:00Z");
const SECONDS = NOW.getTime() / 1_000;
const ID = "evt_0123456789abcdefghjk";
const BODY = '{"id":"evt_1","note":"zażółć 👋 \\u2028"}';

afterEach(() => vi.unstubAllGlobals());

describe("the plain hash", () => {
  test("equals node:crypto at every length around the block borders and on random input", () => {
    const lengths = [...Array(200).keys(), 1_000, 4_096, 65_537];
    for (const length of lengths) {
      const bytes = randomBytes(length);
      expect(Buffer.from(sha256(bytes)).toString("hex")).toBe(
        createHash("sha256").update(bytes).digest("hex"),
      );
    }
  });

  test("keys an HMAC as node:crypto does, with keys empty, short, of one block and longer", () => {
    for (const keyLength of [0, 1, 31, 63, 64, 65, 200]) {
      const key = randomBytes(keyLength);
      const message = randomBytes(300);
      const expected = createHmac("sha256", key).update(message).digest("hex");
      expect(Buffer.from(hmacSha256Plain(key, message)).toString("hex")).toBe(expected);
    }
  });

  test("takes over for an empty key, which crypto.subtle refuses", async () => {
    const expected = createHmac("sha256", "").update(BODY).digest("hex");
    const made = await hmacSha256(new Uint8Array(0), utf8.encode(BODY));
    expect(Buffer.from(made).toString("hex")).toBe(expected);
  });

  test("takes over where a page has no crypto.subtle, with the same result", async () => {
    const withSubtle = await hmacSha256(utf8.encode("secret"), utf8.encode(BODY));
    vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes });
    expect(await hmacSha256(utf8.encode("secret"), utf8.encode(BODY))).toEqual(withSubtle);
  });
});

describe("signatures", () => {
  test.each([
    newWebhookSecret(),
    "a plain secret of one's own",
    "whsec_not base64!",
    "зашифровано",
  ])(
    "X-BatchRouter-Signature is the hex HMAC of the body keyed with the whole text of %j",
    async (secret) => {
      const expected = createHmac("sha256", secret).update(BODY).digest("hex");
      expect(await signHex(secret, utf8.encode(BODY))).toBe(expected);
    },
  );

  test("the standardwebhooks library verifies a made secret as it stands", async () => {
    const secret = newWebhookSecret();
    const now = Math.floor(Date.now() / 1_000);
    const signature = await signStandard(secret, ID, now, utf8.encode(BODY));
    const headers = {
      "webhook-id": ID,
      "webhook-timestamp": String(now),
      "webhook-signature": signature,
    };
    expect(new Webhook(secret).verify(BODY, headers)).toEqual(JSON.parse(BODY));
    expect(() => new Webhook(newWebhookSecret()).verify(BODY, headers)).toThrow();
  });

  test("the library verifies a secret of one's own, given the base64 of its bytes", async () => {
    const now = Math.floor(Date.now() / 1_000);
    const signature = await signStandard("my own secret ✓", ID, now, utf8.encode(BODY));
    const headers = {
      "webhook-id": ID,
      "webhook-timestamp": String(now),
      "webhook-signature": signature,
    };
    expect(
      new Webhook(Buffer.from("my own secret ✓").toString("base64")).verify(BODY, headers),
    ).toBeDefined();
  });

  test("a made secret is whsec_ with the padded base64 of 32 bytes, and never the same twice", () => {
    const secrets = new Set(Array.from({ length: 50 }, newWebhookSecret));
    expect(secrets.size).toBe(50);
    for (const secret of secrets) {
      expect(secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
      expect(standardKey(secret)).toHaveLength(32);
    }
  });
});

describe("explainVerification", () => {
  const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="; // not-a-secret: counted up
  async function delivered(change: Record<string, string | undefined> = {}, body = BODY) {
    const bytes = utf8.encode(BODY);
    const headers = {
      "X-BatchRouter-Signature": await signHex(secret, bytes),
      "Webhook-Id": ID,
      "webhook-timestamp": String(SECONDS),
      "webhook-signature": await signStandard(secret, ID, SECONDS, bytes),
      ...change,
    };
    const sent = Object.entries(headers).filter(
      (entry): entry is [string, string] => entry[1] !== undefined,
    );
    return explainVerification({ secret, headers: Object.fromEntries(sent), body, now: NOW });
  }

  test("finds both schemes right and shows the very text that was signed", async () => {
    const { hex, standard } = await delivered();
    expect(hex).toMatchObject({ valid: true, reason: null, signed_content: BODY });
    expect(standard).toMatchObject({
      valid: true,
      reason: null,
      signed_content: `${ID}.${SECONDS}.${BODY}`,
    });
    expect(hex.expected).toBe(hex.received);
  });

  test("names a body that was changed by one byte in both schemes", async () => {
    const { hex, standard } = await delivered({}, BODY.replace("evt_1", "evt_2"));
    expect([hex.reason, standard.reason]).toEqual(["wrong_secret_or_body", "wrong_secret_or_body"]);
  });

  test.each([
    ["missing_header", { "webhook-id": undefined, "Webhook-Id": undefined }],
    ["missing_header", { "webhook-signature": undefined }],
    ["malformed", { "webhook-signature": "nonsense" }],
    ["unsupported_version", { "webhook-signature": "v1a,AAAA" }],
    ["wrong_secret_or_body", { "webhook-signature": "v1,AAAA" }],
    ["wrong_secret_or_body", { "webhook-timestamp": String(SECONDS + 1) }],
  ])("says %s of the standard scheme when the headers are %j", async (reason, change) => {
    const { hex, standard } = await delivered(change);
    expect(hex.valid).toBe(true);
    expect(standard).toMatchObject({ valid: false, reason });
  });

  test.each([
    ["timestamp_too_old", SECONDS - 301],
    ["timestamp_too_new", SECONDS + 301],
  ])("says %s when the signature is right and the clock is not", async (reason, timestamp) => {
    const signature = await signStandard(secret, ID, timestamp, utf8.encode(BODY));
    const { standard } = await delivered({
      "webhook-timestamp": String(timestamp),
      "webhook-signature": signature,
    });
    expect(standard).toMatchObject({
      valid: false,
      reason,
      received: signature,
      expected: signature,
    });
  });

  test("accepts a header with two signatures of which one is right, as during a rotation", async () => {
    const right = await signStandard(secret, ID, SECONDS, utf8.encode(BODY));
    const other = await signStandard(newWebhookSecret(), ID, SECONDS, utf8.encode(BODY));
    const { standard } = await delivered({ "webhook-signature": `${other} ${right}` });
    expect(standard.valid).toBe(true);
  });

  test.each([
    ["missing_header", undefined],
    ["malformed", "abc"],
    ["wrong_secret_or_body", "0".repeat(64)],
  ])("says %s of the hex scheme when its header is %j", async (reason, value) => {
    const { hex, standard } = await delivered({ "X-BatchRouter-Signature": value });
    expect(hex).toMatchObject({ valid: false, reason, received: value ?? null });
    expect(standard.valid).toBe(true);
  });
});
