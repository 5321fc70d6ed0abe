import { createLineSplitter, type LineSplitter } from "#contract/manifest/lines.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import type { UnitRange } from "#gateway/batches/unit-store.ts";
import type { UnitSize } from "./unit-size.ts";

/** Where cutting starts or goes on. */
export interface CutPosition {
  unit: number;
  item: number;
  byte: number;
}

/** Cuts an input into units of consecutive items as its bytes stream by. */
export class UnitCutter {
  readonly #size: UnitSize;
  readonly #from: CutPosition;
  readonly #splitter: LineSplitter;
  #bytes = 0;
  #items = 0;
  /** The unit that is being filled. */
  #open: UnitRange | undefined;
  #closed: UnitRange[] = [];
  #units = 0;

  constructor(size: UnitSize, from: CutPosition) {
    this.#size = size;
    this.#from = from;
    this.#splitter = createLineSplitter({
      maxLineBytes: MANIFEST_LIMITS.maxLineBytes,
      onLine: (_bytes, _line, offset) => this.#addItem(from.byte + offset),
      onLongLine: () => {
        throw new RangeError("The input has a line that is longer than was accepted.");
      },
    });
  }

  /** Items seen so far, those before the start included. */
  get items(): number {
    return this.#from.item + this.#items;
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#splitter.push(chunk);
  }

  end(): void {
    this.#splitter.end();
    this.#close(this.#from.byte + this.#bytes);
  }

  /** The units that are whole; each is given once. */
  take(): UnitRange[] {
    const units = this.#closed;
    this.#closed = [];
    return units;
  }

  #addItem(byte: number): void {
    const open = this.#open;
    const isFull =
      open !== undefined &&
      (open.end_item - open.first_item >= this.#size.items ||
        byte - Number(open.first_byte) >= this.#size.bytes);
    if (isFull) this.#close(byte);
    this.#open ??= {
      unit: this.#from.unit + this.#units,
      first_item: this.items,
      end_item: this.items,
      first_byte: BigInt(byte),
      end_byte: BigInt(byte),
    };
    this.#open.end_item += 1;
    this.#items += 1;
  }

  #close(byte: number): void {
    if (this.#open === undefined) return;
    this.#closed.push({ ...this.#open, end_byte: BigInt(byte) });
    this.#open = undefined;
    this.#units += 1;
  }
}
