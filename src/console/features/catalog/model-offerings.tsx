import type { CatalogModel } from "#contract/catalog.ts";
import { formatPercent } from "../../format/percent.ts";
import { formatDate } from "../../format/times.ts";
import { MonoId } from "../../ui/mono-id.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { HealthBadge } from "./health-badge.tsx";
import { PriceCell } from "./price-cell.tsx";

type Offering = CatalogModel["provider_offerings"][number];

/** Every lane of a model: where it runs, what it asks, and where its price was read. */
export function ModelOfferings({ model }: { model: CatalogModel }) {
  const { slug, display_name, aliases, provider_offerings } = model;
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-x-6 gap-y-1 text-sm">
        <MonoId id={slug} what={`model ${slug}`} />
        {aliases.length === 0 ? null : (
          <span className="text-muted">
            also <code className="text-xs">{aliases.join(", ")}</code>
          </span>
        )}
      </div>
      <Table label={`Lanes of ${display_name}`}>
        <thead>
          <tr>
            <HeaderCell>Lane</HeaderCell>
            <HeaderCell>Region</HeaderCell>
            <HeaderCell numeric>Input per 1M</HeaderCell>
            <HeaderCell numeric>Output per 1M</HeaderCell>
            <HeaderCell numeric>Batch discount</HeaderCell>
            <HeaderCell>Health</HeaderCell>
            <HeaderCell>Price read</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {provider_offerings.map((offering) => (
            <OfferingRow key={offering.lane_id} offering={offering} />
          ))}
        </tbody>
      </Table>
      <p className="mt-2 text-xs text-muted">
        The upper figure is what a batch pays, the lower one the list price.
      </p>
    </>
  );
}

function OfferingRow({ offering }: { offering: Offering }) {
  const { batch_discount, input_price_per_million, output_price_per_million } = offering;
  return (
    <Row>
      <Cell>
        {offering.provider}
        <code className="block text-xs text-muted">{offering.lane_id}</code>
      </Cell>
      <Cell className="text-secondary">{offering.region}</Cell>
      <PriceCell price={input_price_per_million} discount={batch_discount} />
      <PriceCell price={output_price_per_million} discount={batch_discount} />
      <Cell numeric>
        {Number(batch_discount) === 0 ? "none" : formatPercent(Number(batch_discount))}
      </Cell>
      <Cell>
        <HealthBadge health={offering.health} />
      </Cell>
      <Cell>
        <span className="flex items-center gap-2">
          {offering.read_on === null ? "as configured" : formatDate(offering.read_on)}
          {offering.confirmed ? null : (
            <StatusBadge
              tone="attention"
              title="No published copy stated this price on that day; check it at its source"
            >
              unconfirmed
            </StatusBadge>
          )}
        </span>
        <Source source={offering.source} />
      </Cell>
    </Row>
  );
}

/** Where a person can check the price. Nothing is loaded from there. */
function Source({ source }: { source: string }) {
  if (!URL.canParse(source)) return <span className="block text-xs text-muted">{source}</span>;
  return (
    <a
      href={source}
      target="_blank"
      rel="noreferrer"
      title={source}
      className="link block text-xs text-muted"
    >
      {new URL(source).host}
      <span className="sr-only"> (opens a new tab)</span>
    </a>
  );
}
