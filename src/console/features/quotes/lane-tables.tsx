import type { Quote, QuoteLane } from "#contract/quotes.ts";
import { formatClock } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { formatPercent } from "../../format/percent.ts";
import { plural } from "../../format/plural.ts";
import { formatLocalTime } from "../../format/times.ts";
import { Section } from "../../layout/page.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";

/** The lanes that take the work, in the order in which it would come to them. */
export function LanesTaken({ quote }: { quote: Quote }) {
  const lanes = quote.quote_lanes.filter(({ ladder_rank }) => ladder_rank !== null);
  return (
    <>
      <Table label="Lanes of the ladder" className="mt-4">
        <thead>
          <tr>
            <HeaderCell>Rank</HeaderCell>
            <HeaderCell>Lane</HeaderCell>
            <HeaderCell numeric>Price score</HeaderCell>
            <HeaderCell numeric>Success</HeaderCell>
            <HeaderCell numeric>Backlog</HeaderCell>
            <HeaderCell numeric>Expected finish</HeaderCell>
            <HeaderCell numeric>Cost</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <Row key={`${lane.lane_id} ${lane.model}`}>
              <Cell>
                <Rank lane={lane} />
              </Cell>
              <Cell>
                <LaneName lane={lane} />
              </Cell>
              <Cell numeric>{lane.score.price.toFixed(2)}</Cell>
              <Cell numeric>
                {lane.score.success_rate.toFixed(2)}
                {lane.figures === undefined ? null : (
                  <span className="block text-xs text-muted">
                    {formatPercent(lane.figures.success_rate)}
                  </span>
                )}
              </Cell>
              <Cell numeric>{lane.score.backlog.toFixed(2)}</Cell>
              <Cell numeric>
                <span title={formatLocalTime(lane.estimated_completion_at)}>
                  {finishWords(quote, lane)}
                </span>
                <LateFinish lane={lane} />
                <MeasuredSpeed lane={lane} />
              </Cell>
              <Cell numeric className={classNames(lane.selected && "font-semibold")}>
                {formatMoney(lane.estimated_cost)}
              </Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      <p className="mt-2 max-w-2xl text-xs text-muted">
        Scores run from 0, the worst of the candidates, to 1, the best. Costs are before the fee. An
        item that fails on a lane is tried on the next; that costs you nothing above the total.
        Times are as the catalog expects them unless they are said to be measured.
      </p>
    </>
  );
}

/** Every lane that takes no part, each with its reason. */
export function LanesNotTaken({ quote }: { quote: Quote }) {
  const lanes = quote.quote_lanes.filter(({ ladder_rank }) => ladder_rank === null);
  if (lanes.length === 0) return null;
  return (
    <Section title="Not taken" note={`${plural(lanes.length, "lane")}, each with its reason`}>
      <Table label="Lanes not taken">
        <thead>
          <tr>
            <HeaderCell>Lane</HeaderCell>
            <HeaderCell>Reason</HeaderCell>
            <HeaderCell numeric>Finish</HeaderCell>
            <HeaderCell numeric>Cost</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {lanes.map((lane) => (
            <Row key={`${lane.lane_id} ${lane.model}`}>
              <Cell>
                <LaneName lane={lane} />
              </Cell>
              <Cell wrap className="min-w-56">
                {lane.rejection === null ? (
                  "–"
                ) : (
                  <>
                    <code className="text-xs">{lane.rejection.code}</code>
                    <span className="block text-secondary">{lane.rejection.message}</span>
                  </>
                )}
              </Cell>
              <Cell numeric>
                {finishWords(quote, lane)}
                <LateFinish lane={lane} />
              </Cell>
              <Cell numeric>{formatMoney(lane.estimated_cost)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  );
}

/** `4 m 12 s`: counted from when the quote was locked. */
function finishWords({ created_at }: Quote, lane: QuoteLane): string {
  return formatClock(
    Math.max(1_000, Date.parse(lane.estimated_completion_at) - Date.parse(created_at)),
  );
}

/** The finish that the deadline is held against, where a lane may take much longer than expected. */
function LateFinish({ lane: { figures } }: { lane: QuoteLane }) {
  if (figures === undefined || figures.late_seconds <= figures.expected_seconds) return null;
  return (
    <span className="block text-xs text-muted">
      95 % within {formatClock(figures.late_seconds * 1_000)}
    </span>
  );
}

/** Over how many calls the speed was measured that the finish stands on. */
function MeasuredSpeed({ lane: { figures } }: { lane: QuoteLane }) {
  if (figures === undefined || figures.measured_calls === null) return null;
  return (
    <span className="block text-xs text-muted">
      measured over {plural(figures.measured_calls, "call")}
    </span>
  );
}

function Rank({ lane }: { lane: QuoteLane }) {
  return (
    <span
      className={classNames(
        "inline-flex size-5 items-center justify-center rounded-full border text-xs font-semibold tabular-nums",
        lane.selected ? "border-ink bg-ink text-invert" : "border-edge-strong text-secondary",
      )}
    >
      {lane.ladder_rank}
    </span>
  );
}

function LaneName({ lane }: { lane: QuoteLane }) {
  return (
    <>
      <span className="font-medium">{lane.display_name}</span>
      {lane.selected ? <span className="text-secondary"> · selected</span> : null}
      <span className="block text-xs text-muted">
        <code>{lane.model}</code> · {lane.region} · <code>{lane.lane_id}</code>
      </span>
    </>
  );
}
