/**
 * Where ids and secrets get their randomness: `size` bytes of which nobody can tell the next. `purpose` says what for; a
 * source that is seeded keeps a sequence of its own for each.
 */
export type RandomBytes = (purpose: string, size: number) => Uint8Array;

/** The machine's own source, for whatever must not be guessed. */
export const randomBytes: RandomBytes = (_purpose, size) =>
  globalThis.crypto.getRandomValues(new Uint8Array(size));

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
