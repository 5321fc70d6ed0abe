import { formatMicros } from "../../format/money.ts";
import { Cell } from "../../ui/table.tsx";
import { batchPrice, pricePerMillion } from "./batch-price.ts";

/** What a million tokens cost: above what a batch pays, below the list price. */
export function PriceCell({ price, discount }: { price: string; discount: string }) {
  const micros = batchPrice(price, discount);
  return (
    <Cell numeric>
      <span className="font-medium">{micros === undefined ? price : formatMicros(micros)}</span>
      <span className="block text-xs text-muted">{pricePerMillion(price)}</span>
    </Cell>
  );
}
