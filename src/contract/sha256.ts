/** The first 32 bits of the fractional parts of the roots of the first primes: FIPS 180-4 takes its constants from them. */
function fractionBits(root: (prime: number) => number, count: number): number[] {
  const primes: number[] = [];
  for (let candidate = 2; primes.length < count; candidate += 1) {
    if (primes.every((prime) => candidate % prime !== 0)) primes.push(candidate);
  }
  return primes.map((prime) => ((root(prime) % 1) * 2 ** 32) | 0);
}

const INITIAL = fractionBits(Math.sqrt, 8);
const ROUND = fractionBits(Math.cbrt, 64);
const BLOCK_BYTES = 64;

/** The SHA-256 of some bytes, 32 bytes: for pages that have no `crypto.subtle`. */
export function sha256(message: Uint8Array): Uint8Array {
  const padded = pad(message);
  const state = Int32Array.from(INITIAL);
  const schedule = new Int32Array(64);
  for (let offset = 0; offset < padded.byteLength; offset += BLOCK_BYTES) {
    fillSchedule(schedule, padded, offset);
    compress(state, schedule);
  }
  const digest = new DataView(new ArrayBuffer(32));
  state.forEach((word, at) => digest.setInt32(at * 4, word));
  return new Uint8Array(digest.buffer);
}

/** The message, a single 1 bit, zeros up to whole blocks, and the length in bits as 64 of them. */
function pad(message: Uint8Array): DataView {
  const padded = new Uint8Array(Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(message.length) * 8n);
  return view;
}

function rotate(word: number, bits: number): number {
  return (word >>> bits) | (word << (32 - bits));
}

/** Reads an element that is within bounds by construction. */
function wordAt(words: ArrayLike<number>, at: number): number {
  return words[at] ?? 0;
}

function fillSchedule(schedule: Int32Array, padded: DataView, offset: number): void {
  for (let at = 0; at < 16; at += 1) schedule[at] = padded.getInt32(offset + at * 4);
  for (let at = 16; at < 64; at += 1) {
    const early = wordAt(schedule, at - 15);
    const late = wordAt(schedule, at - 2);
    const sigma0 = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3);
    const sigma1 = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10);
    schedule[at] = wordAt(schedule, at - 16) + sigma0 + wordAt(schedule, at - 7) + sigma1;
  }
}

function compress(state: Int32Array, schedule: Int32Array): void {
  // The eight working variables, named as the standard names them.
  let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
  for (let round = 0; round < 64; round += 1) {
    const sum1 = rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25);
    const choice = (e & f) ^ (~e & g);
    const first = (h + sum1 + choice + wordAt(ROUND, round) + wordAt(schedule, round)) | 0;
    const sum0 = rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22);
    const majority = (a & b) ^ (a & c) ^ (b & c);
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + sum0 + majority) | 0];
  }
  // Int32Array wraps each sum to 32 bits.
  [a, b, c, d, e, f, g, h].forEach((value, at) => (state[at] = wordAt(state, at) + value));
}
