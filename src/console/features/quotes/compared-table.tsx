import { PRIVACY_TIERS } from "#contract/catalog.ts";
import type { EndpointOutput } from "#contract/endpoint.ts";
import type { contract } from "#contract/index.ts";
import { ROUTING_MODES, SLA_HOURS, SLA_TIERS, type ComparedQuote } from "#contract/quotes.ts";
import { formatClock } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { classNames } from "../../ui/class-names.ts";
import { HeaderCell, Row, Table } from "../../ui/table.tsx";
import { bestOf } from "./compared-best.ts";
import type { QuoteForm } from "./quote-form.ts";

type Comparison = EndpointOutput<typeof contract.quotes.compare>;
type Terms = Pick<QuoteForm, "routing_mode" | "sla_tier" | "privacy_tier">;

interface Props {
  comparison: Comparison;
  form: Terms;
  onUse: (terms: Terms) => void;
}

/** Routing modes down, SLA tiers across, once for each privacy tier; a press takes the terms into the form. */
export function ComparedTable({ comparison, form, onUse }: Props) {
  const { data, compared_at } = comparison;
  const best = bestOf(data);
  return (
    <>
      <Table label="Modes and tiers compared" className="mt-4">
        <thead>
          <tr>
            <HeaderCell>Routing mode</HeaderCell>
            {SLA_TIERS.map((tier) => (
              <HeaderCell key={tier}>
                {tier}, {SLA_HOURS[tier]}&nbsp;h
              </HeaderCell>
            ))}
          </tr>
        </thead>
        {PRIVACY_TIERS.map((privacy_tier) => (
          <tbody key={privacy_tier}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={SLA_TIERS.length + 1}
                className="pt-4 pb-1 text-left text-xs font-medium text-muted"
              >
                privacy: {privacy_tier}
              </th>
            </tr>
            {ROUTING_MODES.map((routing_mode) => (
              <Row key={routing_mode}>
                <HeaderCell scope="row">{routing_mode}</HeaderCell>
                {SLA_TIERS.map((sla_tier) => {
                  const terms = { routing_mode, sla_tier, privacy_tier };
                  const entry = data.find((one) => isOf(one, terms));
                  return (
                    <td key={sla_tier} className="py-1 pr-2 align-top">
                      {entry === undefined ? (
                        "–"
                      ) : (
                        <ComparedCell
                          entry={entry}
                          comparedAt={compared_at}
                          isChosen={isOf(form, terms)}
                          isLowest={best.lowest === entry}
                          isSoonest={best.soonest === entry}
                          onUse={() => onUse(terms)}
                        />
                      )}
                    </td>
                  );
                })}
              </Row>
            ))}
          </tbody>
        ))}
      </Table>
      <p className="mt-2 max-w-2xl text-xs text-muted">
        Each figure is the ceiling that a quote on those terms would lock now, the fee included, and
        when its lanes expect to be done. A press takes the terms into the form.
      </p>
    </>
  );
}

function isOf(one: Terms, other: Terms): boolean {
  return (
    one.routing_mode === other.routing_mode &&
    one.sla_tier === other.sla_tier &&
    one.privacy_tier === other.privacy_tier
  );
}

interface CellProps {
  entry: ComparedQuote;
  comparedAt: string;
  isChosen: boolean;
  isLowest: boolean;
  isSoonest: boolean;
  onUse: () => void;
}

function ComparedCell({ entry, comparedAt, isChosen, isLowest, isSoonest, onUse }: CellProps) {
  const { total, rejection, estimated_completion_at, selected_lanes } = entry;
  const [lane] = selected_lanes;
  if (total === null || estimated_completion_at === null) {
    return (
      <span className="block px-2 py-1.5 text-muted" title={rejection?.message}>
        not possible
        <code className="block text-xs">{rejection?.code}</code>
      </span>
    );
  }
  const finish = formatClock(
    Math.max(1_000, Date.parse(estimated_completion_at) - Date.parse(comparedAt)),
  );
  const marks = [isLowest ? "lowest price" : null, isSoonest ? "soonest" : null].filter(
    (mark) => mark !== null,
  );
  return (
    <button
      type="button"
      aria-pressed={isChosen}
      onClick={onUse}
      className={classNames(
        "block w-full rounded-md border px-2 py-1.5 text-left tabular-nums transition-colors hover:bg-wash",
        isChosen ? "border-ink ring-1 ring-ink" : "border-line",
      )}
    >
      <span className="flex flex-wrap items-baseline justify-between gap-x-3">
        <span className="font-semibold">{formatMoney(total)}</span>
        <span className="text-xs text-secondary">in {finish}</span>
      </span>
      <span className="block text-xs whitespace-nowrap text-muted">
        {lane === undefined ? "" : lane.display_name}
        {selected_lanes.length > 1 ? ` and ${selected_lanes.length - 1} more` : ""}
      </span>
      {marks.length === 0 ? null : (
        <span className="block text-xs font-medium">{marks.join(", ")}</span>
      )}
    </button>
  );
}
