import { toMicros } from "#contract/primitives.ts";
import type { ComparedQuote } from "#contract/quotes.ts";

interface Best {
  lowest: ComparedQuote | undefined;
  soonest: ComparedQuote | undefined;
}

/** The terms with the lowest total and those with the earliest finish; among equals the other figure decides, then the order. */
export function bestOf(compared: readonly ComparedQuote[]): Best {
  const priced = compared.flatMap((entry) =>
    entry.total === null || entry.estimated_completion_at === null
      ? []
      : [
          {
            entry,
            // Totals are far below what a double holds exactly.
            micros: Number(toMicros(entry.total)),
            finish: Date.parse(entry.estimated_completion_at),
          },
        ],
  );
  const [lowest] = priced.toSorted((a, b) => a.micros - b.micros || a.finish - b.finish);
  const [soonest] = priced.toSorted((a, b) => a.finish - b.finish || a.micros - b.micros);
  return { lowest: lowest?.entry, soonest: soonest?.entry };
}
