import { LatencyHistogram } from "./latency-histogram.ts";

/** The stretches of time by which calls are counted. */
export const SLOT_MS = 5 * 60_000;

/** The calls to a lane within one stretch of time. */
export interface MeasuredSlot {
  slot: Date;
  answered: number;
  failed: number;
  /** Of the answers, as a `LatencyHistogram` counts them. */
  latency_counts: number[];
  /** The latest answer; null where there was none. */
  answered_at: Date | null;
}

interface OpenSlot extends Omit<MeasuredSlot, "latency_counts"> {
  latencies: LatencyHistogram;
  /** Grows with each call. */
  version: number;
  writtenVersion: number;
}

/** Slots to be written, and what is to be called once they are. */
interface Unwritten {
  slots: MeasuredSlot[];
  confirm: () => void;
}

/** Counts the calls to one lane in this process, by stretches of time, until they are written. */
export class LaneMeasures {
  readonly #now: () => Date;
  #slots: OpenSlot[] = [];

  constructor(now: () => Date) {
    this.#now = now;
  }

  /** Counts a call that was answered; null milliseconds where the time tells nothing, as of an item that was refused. */
  answer(ms: number | null): void {
    const slot = this.#slot();
    slot.answered += 1;
    slot.answered_at = this.#now();
    if (ms !== null) slot.latencies.add(ms);
  }

  /** Counts a call in which the lane failed. */
  fail(): void {
    this.#slot().failed += 1;
  }

  /** The slots that have changed since they were written, each with all that it counts. */
  unwritten(): Unwritten {
    const changed = this.#slots
      .filter(({ version, writtenVersion }) => version > writtenVersion)
      .map((open) => ({ open, version: open.version }));
    return {
      slots: changed.map(({ open: { slot, answered, failed, answered_at, latencies } }) => ({
        slot,
        answered,
        failed,
        answered_at,
        latency_counts: latencies.counts(),
      })),
      confirm: () => {
        for (const { open, version } of changed) open.writtenVersion = version;
        const current = this.#slotStart();
        this.#slots = this.#slots.filter(
          ({ slot, version, writtenVersion }) =>
            slot.getTime() === current || version > writtenVersion,
        );
      },
    };
  }

  #slot(): OpenSlot {
    const start = this.#slotStart();
    let slot = this.#slots.find((known) => known.slot.getTime() === start);
    if (slot === undefined) {
      slot = {
        slot: new Date(start),
        answered: 0,
        failed: 0,
        answered_at: null,
        latencies: new LatencyHistogram(),
        version: 0,
        writtenVersion: 0,
      };
      this.#slots.push(slot);
    }
    slot.version += 1;
    return slot;
  }

  #slotStart(): number {
    return Math.floor(this.#now().getTime() / SLOT_MS) * SLOT_MS;
  }
}
