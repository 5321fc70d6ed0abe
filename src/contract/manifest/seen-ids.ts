const FIRST_CAPACITY = 1024;
/** Above this share of used places the table doubles. */
const MAX_LOAD = 0.6;

/**
 * The ids met so far, each with the line that used it first. Twelve bytes a place in typed arrays:
 * a million ids stay below 40 MB, where a set of strings takes several times that. Ids are told
 * apart by 64 bits of hash; that two of a million different ids are taken for one has odds of about
 * one in 37 million.
 */
export class SeenIds {
  #capacity = FIRST_CAPACITY;
  #count = 0;
  #high = new Uint32Array(FIRST_CAPACITY);
  #low = new Uint32Array(FIRST_CAPACITY);
  /** 0 marks a free place: lines count from 1. */
  #lines = new Uint32Array(FIRST_CAPACITY);

  /** Remembers the id, and returns the line that used it first, or 0 when this one does. */
  add(id: string, line: number): number {
    const { high, low } = hash(id);
    const place = this.#placeOf(high, low);
    const firstLine = this.#lines[place] ?? 0;
    if (firstLine !== 0) return firstLine;
    this.#high[place] = high;
    this.#low[place] = low;
    this.#lines[place] = line;
    this.#count += 1;
    if (this.#count > this.#capacity * MAX_LOAD) this.#grow();
    return 0;
  }

  /** Where the hash stands, or the free place where it belongs. */
  #placeOf(high: number, low: number): number {
    const mask = this.#capacity - 1;
    let place = low & mask;
    while (this.#lines[place] !== 0 && (this.#low[place] !== low || this.#high[place] !== high)) {
      place = (place + 1) & mask;
    }
    return place;
  }

  #grow(): void {
    const [highs, lows, lines] = [this.#high, this.#low, this.#lines];
    this.#capacity *= 2;
    this.#high = new Uint32Array(this.#capacity);
    this.#low = new Uint32Array(this.#capacity);
    this.#lines = new Uint32Array(this.#capacity);
    for (let index = 0; index < lines.length; index += 1) {
      const line = lines[index] ?? 0;
      if (line === 0) continue;
      const high = highs[index] ?? 0;
      const low = lows[index] ?? 0;
      const place = this.#placeOf(high, low);
      this.#high[place] = high;
      this.#low[place] = low;
      this.#lines[place] = line;
    }
  }
}

/**
 * Two 32-bit lanes over the UTF-16 units. Each lane has a multiplier and a rotation of its own, so
 * that ids which meet in one do not meet in the other.
 */
function hash(id: string): { high: number; low: number } {
  let high = 0x9e37_79b9 ^ id.length;
  let low = 0x243f_6a88;
  for (let index = 0; index < id.length; index += 1) {
    const unit = id.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x2c1b_3c6d);
    high = (high << 13) | (high >>> 19);
    low = Math.imul(low ^ unit, 0x297a_2d39);
    low = (low << 17) | (low >>> 15);
  }
  return { high: scrambled(high), low: scrambled(low ^ (high >>> 7)) };
}

/** Lets every bit of the lane depend on every other. */
function scrambled(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x7feb_352d);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x846c_a68b);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
