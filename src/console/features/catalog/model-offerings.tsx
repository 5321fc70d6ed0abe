import type { CatalogModel } from "#contract/catalog.ts";
import { formatCompactCount } from "../../format/counts.ts";
import { formatMicros } from "../../format/money.ts";
import { formatPercent } from "../../format/percent.ts";
import { formatDate } from "../../format/times.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { batchPrice, pricePerMillion } from "./batch-price.ts";
import { HealthBadge } from "./health-badge.tsx";

type Offering = CatalogModel["provider_offerings"][number];

/** Each model as a group of rows, one for every lane that offers it. */
export function ModelOfferings({ models }: { models: readonly CatalogModel[] }) {
  return (
    <>
      <Table label="Models and their offerings" className="mt-2">
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
        {models.map((model) => (
          <tbody key={model.slug}>
            <ModelRow model={model} />
            {model.provider_offerings.map((offering) => (
              <OfferingRow key={offering.lane_id} offering={offering} />
            ))}
          </tbody>
        ))}
      </Table>
      <p className="mt-3 max-w-2xl text-xs text-muted">
        US dollars per million tokens. The bold figure is what a batch pays, the discount taken off;
        below it the list price. Our fee comes on top.
      </p>
    </>
  );
}

function ModelRow({ model }: { model: CatalogModel }) {
  return (
    <Row>
      <HeaderCell scope="rowgroup" colSpan={7} className="pt-6">
        <span className="flex flex-wrap items-center gap-x-2">
          <span className="font-semibold">{model.display_name}</span>
          <code className="text-xs font-normal text-secondary">{model.slug}</code>
          <CopyButton text={model.slug} what={`model ${model.slug}`} />
          <span className="text-xs font-normal text-muted">
            {model.provider} · {model.operations.join(", ")} ·{" "}
            {formatCompactCount(model.max_input_tokens)} tokens in
            {model.max_output_tokens === 0
              ? ""
              : `, ${formatCompactCount(model.max_output_tokens)} out`}
          </span>
        </span>
      </HeaderCell>
    </Row>
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
          {formatDate(offering.read_on)}
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

function PriceCell({ price, discount }: { price: string; discount: string }) {
  const micros = batchPrice(price, discount);
  return (
    <Cell numeric>
      <span className="font-medium">{micros === undefined ? price : formatMicros(micros)}</span>
      <span className="block text-xs text-muted">{pricePerMillion(price)}</span>
    </Cell>
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
