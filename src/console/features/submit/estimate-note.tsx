import type { CatalogModel } from "#contract/catalog.ts";
import { FEE_BASIS_POINTS } from "#contract/quotes.ts";
import { formatCount } from "../../format/counts.ts";
import { formatMicros } from "../../format/money.ts";
import { formatPercent } from "../../format/percent.ts";
import { plural } from "../../format/plural.ts";
import { ASSUMED_OUTPUT_TOKENS, type LocalEstimate } from "./local-estimate.ts";

/** `$1.90 to $3.81`, or one figure where both ends say the same. */
export function priceWords({ low, high }: LocalEstimate): string {
  const from = formatMicros(low);
  const to = formatMicros(high);
  return from === to ? from : `${from} to ${to}`;
}

/** What a price before the quote rests on. */
export function EstimateNote({
  estimate,
  catalog,
}: {
  estimate: LocalEstimate;
  catalog: readonly CatalogModel[];
}) {
  const { assumed_items, unpriced_items, output_tokens } = estimate;
  if (catalog.length === 0) return null;
  return (
    <p className="mt-2 text-sm text-secondary">
      Estimated in this browser, before anything is sent: input tokens counted by rule of thumb
      {output_tokens === 0
        ? ""
        : assumed_items === 0
          ? ", output at the limits that the items state"
          : `, output at its stated limit or ${ASSUMED_OUTPUT_TOKENS} tokens for ${plural(assumed_items, "item")} that ${assumed_items === 1 ? "states" : "state"} none`}
      ; from the cheapest to the dearest lane in the standard tier, with the{" "}
      {formatPercent(FEE_BASIS_POINTS.model / 10_000)} fee.
      {unpriced_items === 0
        ? ""
        : ` ${formatCount(unpriced_items)} of the items are offered on no lane and not counted.`}{" "}
      The quote locks the price.
    </p>
  );
}
