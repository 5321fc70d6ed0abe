import type { UnitTally } from "#gateway/dispatch/unit-tally.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import { ITEM_OUTCOMES } from "./work-metrics.ts";

/** Counts what came of a unit, once that has committed. */
export function countUnit({ work }: Pick<GatewayMetrics, "work">, tally: UnitTally): void {
  work.units.inc();
  for (const outcome of ITEM_OUTCOMES) work.items.inc({ outcome }, tally[outcome]);
  for (const { input_tokens, output_tokens } of tally.lanes()) {
    work.tokens.inc({ direction: "input" }, Number(input_tokens));
    work.tokens.inc({ direction: "output" }, Number(output_tokens));
  }
}
