import type { CatalogModel } from "#contract/catalog.ts";
import { ChevronRight } from "lucide-react";
import { useId, useRef } from "react";
import { formatCompactCount } from "../../format/counts.ts";
import { formatMicros } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { classNames } from "../../ui/class-names.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { lowestBatchPrice } from "./batch-price.ts";
import { ModelOfferings } from "./model-offerings.tsx";

interface ModelTableProps {
  models: readonly CatalogModel[];
  /** The slug of the model whose lanes are shown. */
  open: string | undefined;
  /** Called with undefined when the open one is pressed again. */
  onOpen: (slug: string | undefined) => void;
}

/** A row a model with the best price of its lanes; the open one shows every lane. */
export function ModelTable({ models, open, onOpen }: ModelTableProps) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  return (
    <>
      <Table label="Models" className="mt-2">
        <thead>
          <Row>
            <HeaderCell>Model</HeaderCell>
            <HeaderCell className="max-sm:hidden">Operations</HeaderCell>
            <HeaderCell numeric className="max-sm:hidden">
              Tokens in, out
            </HeaderCell>
            <HeaderCell className="max-sm:hidden">Lanes</HeaderCell>
            <HeaderCell numeric>In, out per 1M, from</HeaderCell>
          </Row>
        </thead>
        <tbody ref={body}>
          {models.map((model) => (
            <ModelRows
              key={model.slug}
              model={model}
              isOpen={model.slug === open}
              onToggle={() => onOpen(model.slug === open ? undefined : model.slug)}
            />
          ))}
        </tbody>
      </Table>
      <p className="mt-3 max-w-2xl text-xs text-muted">
        US dollars per million tokens as a batch pays them: the lowest of the model's lanes, its
        batch discount taken off. Our fee comes on top.
      </p>
    </>
  );
}

interface ModelRowsProps {
  model: CatalogModel;
  isOpen: boolean;
  onToggle: () => void;
}

function ModelRows({ model, isOpen, onToggle }: ModelRowsProps) {
  const id = useId();
  const lowest = lowestBatchPrice(model.provider_offerings);
  return (
    <>
      <Row interactive className="relative">
        <Cell wrap className="min-w-32">
          {/* The button's area is the row's: one target, and a row of the table stays a row. */}
          <button
            data-row
            type="button"
            aria-expanded={isOpen}
            aria-controls={isOpen ? id : undefined}
            onClick={onToggle}
            className="flex items-start gap-2 rounded-sm text-left after:absolute after:inset-0"
          >
            <ChevronRight
              size={16}
              aria-hidden="true"
              className={classNames(
                "mt-0.5 shrink-0 text-muted transition-transform",
                isOpen && "rotate-90",
              )}
            />
            <span>
              <span className="font-medium">{model.display_name}</span>{" "}
              <span className="text-muted">{model.provider}</span>
              <code className="block text-xs break-all text-secondary">{model.slug}</code>
            </span>
          </button>
        </Cell>
        <Cell className="text-secondary max-sm:hidden">{model.operations.join(", ")}</Cell>
        <Cell numeric className="max-sm:hidden">
          {formatCompactCount(model.max_input_tokens)}
          {model.max_output_tokens === 0 ? "" : `, ${formatCompactCount(model.max_output_tokens)}`}
        </Cell>
        <Cell className="max-sm:hidden">
          <LanesInShort model={model} />
        </Cell>
        <Cell numeric>
          {lowest === undefined
            ? "–"
            : `${formatMicros(lowest.input)}, ${formatMicros(lowest.output)}`}
        </Cell>
      </Row>
      {isOpen ? (
        <tr className="border-b border-line">
          <td id={id} colSpan={5} className="bg-sunken p-4">
            <ModelOfferings model={model} />
          </td>
        </tr>
      ) : null}
    </>
  );
}

/** How many, and those that are not well: a badge on each of a hundred healthy lanes would say nothing. */
function LanesInShort({ model: { provider_offerings } }: { model: CatalogModel }) {
  const unwell = provider_offerings.filter(({ health }) => health !== "healthy");
  const isDown = unwell.length === provider_offerings.length;
  return (
    <span className="flex items-center gap-2">
      {plural(provider_offerings.length, "lane")}
      {unwell.length === 0 ? null : (
        <StatusBadge tone={isDown ? "failed" : "attention"}>
          {unwell.length} not healthy
        </StatusBadge>
      )}
    </span>
  );
}
