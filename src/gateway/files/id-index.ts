import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { readRange } from "../storage/read-range.ts";
import type { ArtifactStorage, WrittenArtifact } from "../storage/storage.ts";

/** A file with fewer items has no index: reading it through is quick. */
const INDEXED_FROM_ITEMS = 1_000;

/** An entry is a hash and an item's place, together less than 2^53, so that a double holds it exactly. */
const PLACES = 2 ** 20;
const ENTRY_BYTES = Float64Array.BYTES_PER_ELEMENT;

/** Entries on either side of where the hash is expected that are read at once; hashes are even, so one read mostly does. */
const FIRST_REACH = 4_096;

/** Takes the ids of a file's items in their order and gives the index that finds an item by its id. */
export class IdIndexBuilder {
  #entries = new Float64Array(INDEXED_FROM_ITEMS);
  #count = 0;

  add(custom_id: string): void {
    if (this.#count === PLACES)
      throw new RangeError(
        `An index holds ${PLACES} items; a file has up to ${MANIFEST_LIMITS.maxLines}.`,
      );
    if (this.#count === this.#entries.length) {
      const grown = new Float64Array(this.#count * 2);
      grown.set(this.#entries);
      this.#entries = grown;
    }
    this.#entries[this.#count] = hashOf(custom_id) * PLACES + this.#count;
    this.#count += 1;
  }

  /** The entries as doubles in ascending order, in this machine's byte order; null where none is needed. */
  build(): Uint8Array | null {
    if (this.#count < INDEXED_FROM_ITEMS) return null;
    const entries = this.#entries.subarray(0, this.#count).toSorted();
    return new Uint8Array(entries.buffer, entries.byteOffset, entries.byteLength);
  }
}

/** Where the index of a file lies. */
export function idIndexKey(storage_key: string): string {
  return `${storage_key}.ids`;
}

/**
 * Writes a file and then the index of its ids, null where it needs none, which is asked for when the source has been read.
 * When either cannot be written, nothing is kept.
 */
export async function writeWithIndex(
  storage: ArtifactStorage,
  storage_key: string,
  source: AsyncIterable<Uint8Array>,
  indexOf: () => Uint8Array | null,
): Promise<WrittenArtifact> {
  const written = await storage.write(storage_key, source);
  const index = indexOf();
  if (index === null) return written;
  try {
    await storage.write(idIndexKey(storage_key), only(index));
  } catch (error) {
    await storage.delete(storage_key);
    throw error;
  }
  return written;
}

/**
 * The places of the items that may have this id, from 0: two ids can have one hash, so the caller looks which it is. Reads
 * some 64 KiB however many items there are. Throws `ArtifactMissing` when there is no such index.
 */
export async function findPlaces(
  storage: ArtifactStorage,
  index_key: string,
  custom_id: string,
): Promise<number[]> {
  const count = (await storage.size(index_key)) / ENTRY_BYTES;
  const lowest = hashOf(custom_id) * PLACES;
  const highest = lowest + PLACES - 1;
  const expected = Math.floor((hashOf(custom_id) / 2 ** 32) * count);
  for (let reach = FIRST_REACH; ; reach *= 8) {
    const start = Math.max(0, expected - reach);
    const end = Math.min(count, expected + reach);
    const entries = await readEntries(storage, index_key, start, end);
    const [first = 0, last = 0] = [entries[0], entries.at(-1)];
    if ((start === 0 || first < lowest) && (end === count || last > highest)) {
      return [...entries]
        .filter((entry) => entry >= lowest && entry <= highest)
        .map((entry) => entry - lowest);
    }
  }
}

async function readEntries(
  storage: ArtifactStorage,
  index_key: string,
  start: number,
  end: number,
): Promise<Float64Array> {
  const range = { start: start * ENTRY_BYTES, end: end * ENTRY_BYTES };
  const bytes = await readRange(storage, index_key, range, PLACES * ENTRY_BYTES);
  // Copied: a view of doubles must begin at a multiple of their size.
  return new Float64Array(new Uint8Array(bytes).buffer);
}

/** 32 bits over the UTF-16 units of an id, spread evenly. */
function hashOf(id: string): number {
  let hash = 0x811c_9dc5;
  for (let at = 0; at < id.length; at += 1) hash = Math.imul(hash ^ id.charCodeAt(at), 0x0100_0193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb_352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846c_a68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
