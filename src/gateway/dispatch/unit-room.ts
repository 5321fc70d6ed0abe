import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { UNIT_INPUT_BYTES } from "./unit-cutter.ts";

export interface UnitLimits {
  /** Input that the units in hand may hold in memory. */
  inputBytes: number;
  /** Answers that may wait in memory to be written. */
  answerBytes: number;
  /** Each unit in hand costs a heartbeat now and then, however small it is. */
  mostUnits: number;
}

const MEBIBYTE = 1024 * 1024;

/** What fits into some 100 MiB, whatever the batches are like. */
export const UNIT_LIMITS: UnitLimits = {
  inputBytes: 48 * MEBIBYTE,
  answerBytes: 32 * MEBIBYTE,
  mostUnits: 128,
};

/** Room for further units. */
export interface UnitPlaces {
  free: number;
  /** Of these, those for orgs that have no unit in hand. */
  kept: number;
}

/** A unit in hand. */
export interface UnitPlace {
  /** Says how much input it holds, as soon as that is known. */
  holds(sizeBytes: number): void;
  leave(): void;
}

/** What a unit may come to: it closes with the line that takes it over its size. */
const LARGEST_UNIT_BYTES = UNIT_INPUT_BYTES + MANIFEST_LIMITS.maxLineBytes;
/** An org that has units in hand leaves this share of the room to those that have none. */
const KEPT_SHARE = 1 / 4;

/**
 * Bounds the units that this process has in hand by the input that they hold, not by a number that would do for small and
 * large ones alike: a unit counts for the largest there may be until its size is known. There is room for one always.
 */
export class UnitRoom {
  readonly #limits: UnitLimits;
  #units = 0;
  #bytes = 0;

  constructor(limits: UnitLimits) {
    this.#limits = limits;
  }

  places(): UnitPlaces {
    const { inputBytes, mostUnits } = this.#limits;
    const fitting = (share: number): number =>
      Math.floor(
        Math.min(
          mostUnits * share - this.#units,
          (inputBytes * share - this.#bytes) / LARGEST_UNIT_BYTES,
        ),
      );
    const free = Math.max(fitting(1), this.#units === 0 ? 1 : 0);
    const forAny = Math.max(fitting(1 - KEPT_SHARE), this.#units === 0 ? 1 : 0);
    return { free, kept: free - Math.min(free, forAny) };
  }

  enter(): UnitPlace {
    let bytes = LARGEST_UNIT_BYTES;
    this.#units += 1;
    this.#bytes += bytes;
    const change = (to: number): void => {
      this.#bytes += to - bytes;
      bytes = to;
    };
    let isIn = true;
    return {
      holds: change,
      leave: () => {
        if (!isIn) return;
        isIn = false;
        this.#units -= 1;
        change(0);
      },
    };
  }
}
