import type { TrustRow } from "./part.ts";
import { type Outcome, Tally } from "./tally.ts";

const AT_A_TIME = 8;

/** Tries so many, some at a time, in the order of their numbers, and counts how they ended; one that throws is lost. */
export async function attemptAll(
  what: string,
  tried: number,
  attempt: (at: number) => Promise<Outcome>,
  atATime = AT_A_TIME,
): Promise<TrustRow> {
  const tally = new Tally(what);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < tried) {
      const at = next;
      next += 1;
      const outcome = await attempt(at).catch((error: unknown) => ({
        lost: `${at}: ${String(error)}`,
      }));
      tally.end(outcome);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atATime, tried) }, worker));
  return tally.row();
}

/** The row of things that have to hold once all is over: a sentence for each that does not. */
export function heldRow(what: string, held: number, lost: readonly string[]): TrustRow {
  return { what, tried: held + lost.length, refused: 0, survived: held, lost };
}
