import * as z from "zod/mini";
import { defineEndpoint, defineGroup, PERMISSIONS } from "./endpoint.ts";
import { randomBase62, randomBytes, type RandomBytes } from "./random-bytes.ts";
import { ApiKeyId, Money, pageOf, PageQuery, Text, Timestamp } from "./primitives.ts";

const Label = Text.check(z.trim(), z.minLength(1, "Name the key"), z.maxLength(100));
const Permissions = z.array(z.enum(PERMISSIONS)).check(z.minLength(1, "Allow at least one thing"));

const SpendCap = Money.check(
  z.refine(({ amount }) => /[1-9]/.test(amount), "A cap is more than nothing"),
);

export const CreateApiKeyBody = z
  .strictObject({
    label: z.optional(Label),
    /** The older name of `label`. */
    name: z.optional(Label),
    expires_at: z.optional(z.nullable(Timestamp)),
    permissions: z.optional(Permissions),
    spend_cap: z
      .optional(z.nullable(SpendCap))
      .check(
        z.describe(
          "The most that batches and runs submitted with the key may come to together; left out or null, all credits.",
        ),
      ),
  })
  .check(
    z.refine(({ label, name }) => label !== undefined || name !== undefined, {
      path: ["label"],
      message: "Name the key",
    }),
  );

export const ApiKey = z.object({
  api_key_id: ApiKeyId,
  label: z.string(),
  /** The first characters of the secret, enough to tell keys apart. */
  prefix: z.string(),
  last_four: z.string(),
  permissions: Permissions,
  created_at: Timestamp,
  expires_at: z.nullable(Timestamp),
  last_used_at: z.nullable(Timestamp),
  revoked_at: z.nullable(Timestamp),
  spend_cap: z
    .nullable(Money)
    .check(
      z.describe(
        "The most that what is submitted with the key may come to together; null where it may spend all credits. Beyond it: `spend_cap_exceeded`.",
      ),
    ),
  spend: z
    .object({
      batches: z.number().check(z.describe("How many batches and runs.")),
      charged: Money.check(z.describe("What the settled ones cost.")),
      reserved: Money.check(z.describe("What the others have reserved.")),
    })
    .check(z.describe("What was submitted with the key.")),
});
export type ApiKey = z.output<typeof ApiKey>;

export const CreatedApiKey = z.object({
  /** The secret; shown this once and stored only as a hash. */
  api_key: z.string(),
  api_key_id: ApiKeyId,
  label: z.string(),
  permissions: Permissions,
  created_at: Timestamp,
  expires_at: z.nullable(Timestamp),
});
export type CreatedApiKey = z.output<typeof CreatedApiKey>;

const params = z.object({ id: ApiKeyId });

export const apiKeys = defineGroup("apiKeys", {
  create: defineEndpoint({
    method: "POST",
    path: "/v1/auth/account/api-keys",
    summary: "Create an API key",
    auth: { kind: "session" },
    body: { kind: "json", schema: CreateApiKeyBody },
    answer: { kind: "json", status: 201, schema: CreatedApiKey },
    changes: ["apiKeys"],
  }),
  list: defineEndpoint({
    method: "GET",
    path: "/v1/auth/account/api-keys",
    summary: "List API keys, without their secrets",
    auth: { kind: "session" },
    query: PageQuery,
    answer: { kind: "json", status: 200, schema: pageOf(ApiKey) },
    cached: true,
  }),
  revoke: defineEndpoint({
    method: "DELETE",
    path: "/v1/auth/account/api-keys/{id}",
    summary: "Revoke an API key, effective at once",
    auth: { kind: "session" },
    params,
    answer: { kind: "none", status: 204 },
    changes: ["apiKeys"],
  }),
  rotate: defineEndpoint({
    method: "POST",
    path: "/v1/auth/account/api-keys/{id}/rotate",
    summary: "Replace a key's secret; the old one stays valid for 24 hours",
    auth: { kind: "session" },
    params,
    answer: {
      kind: "json",
      status: 201,
      schema: z.extend(CreatedApiKey, { old_key_valid_until: Timestamp }),
    },
    changes: ["apiKeys"],
  }),
});

const KEY_PREFIX = "ob_live_";
const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const SECRET_LENGTH = 32;
const CHECKSUM_LENGTH = 6;

/** A key within any text, for secret scanners; one that `isWellFormedApiKey` knows is no false alarm. */
export const API_KEY_PATTERN = /\bob_live_[0-9A-Za-z]{38}\b/;

/** CRC-32 (IEEE) of ASCII text, in six base62 digits. */
function checksum(text: string): string {
  let crc = 0xffffffff;
  for (let at = 0; at < text.length; at += 1) {
    crc ^= text.charCodeAt(at);
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  let rest = (crc ^ 0xffffffff) >>> 0;
  let digits = "";
  for (let at = 0; at < CHECKSUM_LENGTH; at += 1) {
    digits = BASE62.charAt(rest % 62) + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}

/** A fresh secret: `ob_live_`, 32 random base62 characters (190 bits), then a checksum of both. */
export function newApiKeySecret(random: RandomBytes = randomBytes): string {
  const secret = KEY_PREFIX + randomBase62(SECRET_LENGTH, "api key secret", random);
  return secret + checksum(secret);
}

/** Whether a text is a whole API key by its own checksum: a mistyped one is known without a call. */
export function isWellFormedApiKey(text: string): boolean {
  return (
    /^ob_live_[0-9A-Za-z]{38}$/.test(text) &&
    checksum(text.slice(0, -CHECKSUM_LENGTH)) === text.slice(-CHECKSUM_LENGTH)
  );
}
