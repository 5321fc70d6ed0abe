import { useState } from "react";
import { formatMicros } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { Disclosure } from "../../ui/disclosure.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { lowestBatchPrice } from "./batch-price.ts";
import type { LaneModel } from "./lane-models.ts";
import { PriceCell } from "./price-cell.tsx";

interface Props {
  /** The lane's name. */
  of: string;
  models: readonly LaneModel[];
}

/** How many models a lane has and from which price on; opened, each with its own. What is closed is not drawn. */
export function LaneModelsPart({ of, models }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Disclosure
      className="mt-1"
      title={`${plural(models.length, "model")}${priceFrom(models)}`}
      onToggle={({ currentTarget }) => setOpen(currentTarget.open)}
    >
      {isOpen ? (
        <>
          <Table label={`Models of ${of}`}>
            <thead>
              <tr>
                <HeaderCell>Model</HeaderCell>
                <HeaderCell numeric>Input per 1M</HeaderCell>
                <HeaderCell numeric>Output per 1M</HeaderCell>
              </tr>
            </thead>
            <tbody>
              {models.map(({ slug, display_name, offering }) => (
                <Row key={slug}>
                  <Cell>
                    {display_name}
                    <code className="block text-xs text-muted">{slug}</code>
                  </Cell>
                  <PriceCell
                    price={offering.input_price_per_million}
                    discount={offering.batch_discount}
                  />
                  <PriceCell
                    price={offering.output_price_per_million}
                    discount={offering.batch_discount}
                  />
                </Row>
              ))}
            </tbody>
          </Table>
          <p className="mt-2 text-xs text-muted">
            The upper figure is what a batch pays, the lower one the list price.
          </p>
        </>
      ) : null}
    </Disclosure>
  );
}

/** Both prices of a single model. Of several, where their lowest would be those of different ones, the input's alone. */
function priceFrom(models: readonly LaneModel[]): string {
  const lowest = lowestBatchPrice(models.map(({ offering }) => offering));
  if (lowest === undefined) return "";
  const input = formatMicros(lowest.input);
  return models.length === 1
    ? ` · ${input} in, ${formatMicros(lowest.output)} out per 1M`
    : ` · input from ${input} per 1M`;
}
