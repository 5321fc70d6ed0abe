import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is stored in place of an Idempotency-Key: it finds the record and opens nothing. */
export function hashOfKey(key: string): string {
  return createHash("sha256").update(`idempotency-key:${key}`).digest("base64url");
}

/**
 * Encrypts an answer under a key that is derived from the Idempotency-Key. Answers carry secrets (a session token, an API
 * key) that are nowhere else at rest; whoever repeats the request knows the key, and a copy of the database does not.
 */
export function sealAnswer(key: string, scope: string, text: string): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", encryptionKey(key, scope), nonce);
  const sealed = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString("base64");
}

/** Opens what `sealAnswer` closed; throws when key or scope is another, or the text was changed. */
export function openAnswer(key: string, scope: string, sealed: string): string {
  const bytes = Buffer.from(sealed, "base64");
  const decipher = createDecipheriv(
    "aes-256-gcm",
    encryptionKey(key, scope),
    bytes.subarray(0, NONCE_BYTES),
  );
  decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  return (
    decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES), undefined, "utf8") +
    decipher.final("utf8")
  );
}

function encryptionKey(key: string, scope: string): Buffer {
  return Buffer.from(hkdfSync("sha256", key, scope, "batchrouter idempotent answer", 32));
}
