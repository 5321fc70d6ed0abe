import { contract } from "#contract/index.ts";
import type { Quote } from "#contract/quotes.ts";
import { useMemo } from "react";
import { useEndpoint } from "../../api/query.ts";
import { formatMicros } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { classNames } from "../../ui/class-names.ts";
import { outputHistory, priceRange, type OutputHistory, type PriceRange } from "./price-range.ts";

/** As many batches as tell how the organisation's work usually ends. */
const LEARNED_FROM = 20;

/** The lowest, the expected and the highest price as one picture, with what the guess stands on. */
export function PriceRangePicture({ quote }: { quote: Quote }) {
  const { data } = useEndpoint(contract.batches.list, {
    query: { status: "completed", limit: LEARNED_FROM },
  });
  const history = useMemo(() => outputHistory(data?.data ?? []), [data]);
  const range = priceRange(quote, history);
  const { low_micros, expected_micros, ceiling_micros } = range;
  const percentOf = (micros: bigint): number =>
    // Sums of a quote are far below what a double holds exactly.
    ceiling_micros === 0n ? 0 : (Number(micros) / Number(ceiling_micros)) * 100;
  const low = percentOf(low_micros);
  const expected = percentOf(expected_micros);
  return (
    <figure aria-label="Price range">
      <div aria-hidden="true" className="relative h-3 overflow-hidden rounded-sm bg-wash">
        <span
          className="absolute inset-y-0 rounded-sm bg-edge-strong"
          style={{ left: `${low}%`, right: 0 }}
        />
        <span
          className="absolute inset-y-0 left-0 bg-ink"
          style={{ width: `${Math.max(expected, 0.5)}%` }}
        />
        <span
          className="absolute inset-y-0 w-0.5 bg-raised"
          style={{ left: `calc(${low}% - 1px)` }}
        />
      </div>
      <dl className="mt-2 grid grid-cols-3 gap-x-4 text-sm">
        <Figure name="Low" amount={formatMicros(low_micros)} />
        <Figure name="Expected" amount={formatMicros(expected_micros)} isStrong />
        <Figure name="Ceiling" amount={formatMicros(ceiling_micros)} />
      </dl>
      <figcaption className="mt-2 max-w-2xl text-xs text-muted">
        {assumptionWords(range, history)}
      </figcaption>
    </figure>
  );
}

interface FigureProps {
  name: string;
  amount: string;
  isStrong?: boolean;
}

function Figure({ name, amount, isStrong = false }: FigureProps) {
  return (
    <div className="last:text-right">
      <dt className="text-xs text-muted">{name}</dt>
      <dd className={classNames("tabular-nums", isStrong && "font-semibold")}>{amount}</dd>
    </div>
  );
}

function assumptionWords(range: PriceRange, history: OutputHistory | undefined): string {
  const percent = (share: number): string => `${Math.round(share * 100)} %`;
  const ceiling =
    "The ceiling has every item write all that was priced, and no lane makes it more.";
  switch (range.basis) {
    case "none":
      return "This work writes nothing, so its price is known.";
    case "history":
      return `Expected: output at ${percent(range.expected_share)} of what was priced, as in your last ${plural(history?.batches ?? 0, "finished batch", "finished batches")}; low: ${percent(range.low_share)}, the least of them. ${ceiling}`;
    case "stated":
      return `Expected: items as long as you said. Low: input alone, nothing written. No finished batch tells more yet. ${ceiling}`;
    case "assumed":
      return `Expected: items write half of what they may, as no finished batch tells more yet. Low: input alone, nothing written. ${ceiling}`;
  }
}
