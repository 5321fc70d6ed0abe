import type { CatalogModel } from "#contract/catalog.ts";
import { formatMicros } from "../../format/money.ts";
import { lowestBatchPrice } from "../catalog/queries.ts";

/** What a model's tokens cost at least, on whichever of its lanes. */
export function PriceFrom({ model }: { model: CatalogModel | undefined }) {
  const price = model === undefined ? undefined : lowestBatchPrice(model.provider_offerings);
  if (price === undefined) return null;
  return (
    <span className="hidden text-xs whitespace-nowrap text-muted tabular-nums sm:inline">
      from {formatMicros(price.input)} in, {formatMicros(price.output)} out per 1M
    </span>
  );
}
