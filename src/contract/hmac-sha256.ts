import { sha256 } from "./sha256.ts";

const BLOCK_BYTES = 64;

/** HMAC-SHA256 (32 bytes), by Web Crypto where the page has it and by plain arithmetic where it does not. */
export async function hmacSha256(key: Uint8Array, message: Uint8Array): Promise<Uint8Array> {
  // Browsers offer `crypto.subtle` on https and localhost only, and it takes no empty key.
  const subtle: SubtleCrypto | undefined = globalThis.crypto?.subtle;
  if (subtle === undefined || key.length === 0) return hmacSha256Plain(key, message);
  // A copy each: Web Crypto wants an ArrayBuffer of its own, never one that is shared.
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  const imported = await subtle.importKey("raw", Uint8Array.from(key), algorithm, false, ["sign"]);
  return new Uint8Array(await subtle.sign("HMAC", imported, Uint8Array.from(message)));
}

/** HMAC-SHA256 (32 bytes) with no help of the platform. */
export function hmacSha256Plain(key: Uint8Array, message: Uint8Array): Uint8Array {
  const block = new Uint8Array(BLOCK_BYTES);
  block.set(key.length > BLOCK_BYTES ? sha256(key) : key);
  const inner = sha256(
    joined(
      block.map((byte) => byte ^ 0x36),
      message,
    ),
  );
  return sha256(
    joined(
      block.map((byte) => byte ^ 0x5c),
      inner,
    ),
  );
}

function joined(first: Uint8Array, second: Uint8Array): Uint8Array {
  const whole = new Uint8Array(first.length + second.length);
  whole.set(first);
  whole.set(second, first.length);
  return whole;
}
