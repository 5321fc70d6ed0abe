import type { AnswerRoom } from "./answer-room.ts";

export type LineTarget = "output" | "errors";

interface PlacedLine {
  target: LineTarget;
  bytes: Uint8Array;
  ending: () => string;
}

/** Each piece passes a chain of streams on its way to the storage, which for a line alone would cost more than the line. */
const PIECE_BYTES = 64 * 1024;

/** Lines on their way to one file: taken out once a piece of them lies ready, and what is left at the end. */
class LineStream implements AsyncIterable<Uint8Array> {
  readonly #onTaken: (sizeBytes: number) => void;
  #ready: Uint8Array[] = [];
  #readyBytes = 0;
  #isEnded = false;
  #failure: { reason: unknown } | undefined;
  #wake: () => void = () => {};

  constructor(onTaken: (sizeBytes: number) => void) {
    this.#onTaken = onTaken;
  }

  push(bytes: Uint8Array): void {
    this.#ready.push(bytes);
    this.#readyBytes += bytes.length;
    if (this.#readyBytes >= PIECE_BYTES) this.#wake();
  }

  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  fail(reason: unknown): void {
    this.#failure = { reason };
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    for (;;) {
      if (this.#failure !== undefined) throw this.#failure.reason;
      if (this.#readyBytes >= PIECE_BYTES || (this.#isEnded && this.#readyBytes > 0)) {
        const piece = Buffer.concat(this.#ready, this.#readyBytes);
        this.#ready = [];
        this.#readyBytes = 0;
        this.#onTaken(piece.length);
        yield piece;
      } else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}

/**
 * Takes the result lines of a unit in the order in which the items end and hands them to two files in the order of the
 * items. An item that ends late holds back those after it, so `room` says when too many bytes are waiting.
 */
export class OrderedLines {
  readonly streams: Readonly<Record<LineTarget, LineStream>>;
  readonly #count: number;
  readonly #answers: AnswerRoom;
  readonly #placed = new Map<number, PlacedLine>();
  #next = 0;
  #waitingBytes = 0;
  #isClosed = false;

  /** For `count` items, counted from 0; what waits is taken from the room that all units share. */
  constructor(count: number, answers: AnswerRoom) {
    this.#count = count;
    this.#answers = answers;
    const onTaken = (sizeBytes: number): void => this.#wait(-sizeBytes);
    this.streams = { output: new LineStream(onTaken), errors: new LineStream(onTaken) };
  }

  /**
   * Gives the line of one item; each item gives one. Its `ending` is asked for when the endings of all items before it
   * have been, so that it may depend on them.
   */
  place(index: number, target: LineTarget, line: string, ending: () => string): void {
    if (this.#isClosed) return;
    const bytes = Buffer.from(line);
    this.#wait(bytes.length);
    this.#placed.set(index, { target, bytes, ending });
    for (;;) {
      const placed = this.#placed.get(this.#next);
      if (placed === undefined) break;
      this.#placed.delete(this.#next);
      const ended = Buffer.from(placed.ending());
      this.#wait(ended.length);
      this.streams[placed.target].push(placed.bytes);
      this.streams[placed.target].push(ended);
      this.#next += 1;
    }
    if (this.#next < this.#count) return;
    this.streams.output.end();
    this.streams.errors.end();
  }

  /** Breaks both streams off: whoever reads them gets the reason. */
  fail(reason: unknown): void {
    this.streams.output.fail(reason);
    this.streams.errors.fail(reason);
  }

  /** Gives back what nobody will take any more; lines that come later go nowhere, and who still reads gets the reason. */
  close(reason: unknown): void {
    this.#wait(-this.#waitingBytes);
    this.#isClosed = true;
    this.fail(reason);
  }

  /** Resolves when there is room for more lines; rejects with the signal's reason when that aborts first. */
  async room(signal: AbortSignal): Promise<void> {
    await this.#answers.free(() => this.#waitingBytes, signal);
  }

  #wait(changeBytes: number): void {
    if (this.#isClosed) return;
    this.#waitingBytes += changeBytes;
    if (changeBytes > 0) this.#answers.take(changeBytes);
    else this.#answers.giveBack(-changeBytes);
  }
}
