/**
 * Where ids and secrets get their randomness: `size` bytes of which nobody can tell the next. `purpose` says what for; a
 * source that is seeded keeps a sequence of its own for each.
 */
export type RandomBytes = (purpose: string, size: number) => Uint8Array;

/** Asking the machine costs more than the bytes do, and ids are asked for all the time. */
const POOL_BYTES = 4_096;
let pool = new Uint8Array(0);
let taken = 0;

/** The machine's own source, for whatever must not be guessed; no byte is given twice. */
export const randomBytes: RandomBytes = (_purpose, size) => {
  if (size > POOL_BYTES / 16) return globalThis.crypto.getRandomValues(new Uint8Array(size));
  if (taken + size > pool.length) {
    pool = globalThis.crypto.getRandomValues(new Uint8Array(POOL_BYTES));
    taken = 0;
  }
  const bytes = pool.slice(taken, taken + size);
  pool.fill(0, taken, taken + size);
  taken += size;
  return bytes;
};

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** The largest multiple of 62 in a byte: taking no byte above it keeps every character equally likely. */
const BASE62_BYTES = 248;

/** That many random characters of base62, some 5.95 bits each. */
export function randomBase62(length: number, purpose: string, random: RandomBytes): string {
  let text = "";
  while (text.length < length) {
    for (const byte of random(purpose, length)) {
      if (byte < BASE62_BYTES && text.length < length) text += BASE62.charAt(byte % 62);
    }
  }
  return text;
}
