import type { Batch, BatchEvent } from "#contract/batches.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { type ReactNode, useMemo } from "react";
import { Link } from "react-router";
import { useApi } from "../../../api/api-provider.tsx";
import { useExchangesWhere } from "../../../api/ledger.ts";
import { formatDuration } from "../../../format/durations.ts";
import { plural } from "../../../format/plural.ts";
import { Section } from "../../../layout/page.tsx";
import { paths } from "../../../paths.ts";
import { ExactTime } from "../../../ui/exact-time.tsx";
import { isGatewayClockHeld } from "../../../ui/gateway-clock.ts";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../../ui/table.tsx";
import { type EvidenceRow, evidenceRows } from "./evidence-rows.ts";
import { isPollOf, polledStates } from "./polled-states.ts";
import { toldEvents } from "./told-events.ts";

interface Props {
  batch: Batch;
  events: readonly BatchEvent[];
  deliveries: readonly Delivery[];
}

/** Each change of a batch with the poll that saw it and the webhook that told it: how long each took, and which was first. */
export function EvidenceSection({ batch, events, deliveries }: Props) {
  const { environment } = useApi();
  const polls = useExchangesWhere(environment.id, (exchange) => isPollOf(exchange, batch.id));
  const rows = useMemo(
    () => evidenceRows(events, polledStates(polls, batch.id), toldEvents(deliveries)),
    [events, polls, batch.id, deliveries],
  );
  // In a rehearsal the two clocks are months apart: how long a poll took to see a change cannot be told.
  const isHeld = isGatewayClockHeld();
  // Without a webhook there is nothing to hold the polls against.
  if (rows.length === 0 || (batch.webhook === null && deliveries.length === 0)) return null;
  return (
    <Section title="Polls against webhook" note="who noticed each change, and how long after it">
      <Table label="Polls against webhook">
        <thead>
          <Row>
            <HeaderCell>Change</HeaderCell>
            <HeaderCell>At</HeaderCell>
            <HeaderCell>Poll that saw it</HeaderCell>
            <HeaderCell>Webhook that told it</HeaderCell>
            <HeaderCell>First</HeaderCell>
          </Row>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row key={row.key}>
              <Cell className="font-medium">
                {row.status ?? `progress, ${plural(row.done ?? 0, "item")} done`}
              </Cell>
              <Cell className="text-secondary tabular-nums">
                <ExactTime at={row.atMs} timeOnly />
              </Cell>
              <Cell>
                <PollCell row={row} isHeld={isHeld} />
              </Cell>
              <Cell>
                <ToldCell row={row} batch={batch} />
              </Cell>
              <Cell className="text-secondary">{firstWords(row, isHeld)}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      <p className="mt-2 text-xs text-muted">
        {isHeld
          ? "In a rehearsal the gateway’s clock stands still between calls, so a poll has no time after a change."
          : "Polls by this browser’s clock, the rest by the gateway’s."}{" "}
        Deliveries come at least once and in any order: a receiver tells a repeated one by its event
        id.
      </p>
    </Section>
  );
}

function PollCell({ row: { poll }, isHeld }: { row: EvidenceRow; isHeld: boolean }): ReactNode {
  if (poll === null) return <span className="text-muted">none by this tab</span>;
  return (
    <>
      <Link to={`${paths.ledger()}?call=${poll.number}`} className="link">
        call {poll.number}
      </Link>
      {isHeld ? null : <span className="tabular-nums"> +{formatDuration(poll.lagMs)}</span>}
      {poll.sawLater ? <span className="text-muted"> · further on by then</span> : null}
    </>
  );
}

function ToldCell({ row: { told, atMs, isLate }, batch }: { row: EvidenceRow; batch: Batch }) {
  if (told === null) return <span className="text-muted">not told</span>;
  const { attempts, takenMs, takenCount, type, delivery_id } = told;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <Link
        to={`${paths.webhooks()}?tab=deliveries&batch_id=${batch.id}&delivery=${delivery_id}`}
        className="link"
      >
        {type}
      </Link>
      {takenMs === null ? (
        <StatusBadge tone={attempts === 0 ? "running" : "attention"}>
          {attempts === 0 ? "on its way" : `not taken, ${plural(attempts, "attempt")}`}
        </StatusBadge>
      ) : (
        <span className="tabular-nums">+{formatDuration(takenMs - atMs)}</span>
      )}
      {takenMs !== null && attempts > takenCount ? (
        <span className="text-muted">attempt {attempts - takenCount + 1}</span>
      ) : null}
      {takenCount > 1 ? (
        <StatusBadge tone="attention">taken {takenCount} times, one event id</StatusBadge>
      ) : null}
      {isLate ? <StatusBadge tone="attention">after a newer one</StatusBadge> : null}
    </span>
  );
}

function firstWords({ poll, told, atMs }: EvidenceRow, isHeld: boolean): string {
  const takenMs = told?.takenMs ?? null;
  if (poll === null && takenMs === null) return "–";
  if (takenMs === null) return "poll";
  if (poll === null) return "webhook";
  if (isHeld) return "–";
  const aheadMs = poll.lagMs - (takenMs - atMs);
  return aheadMs >= 0
    ? `webhook, by ${formatDuration(aheadMs)}`
    : `poll, by ${formatDuration(-aheadMs)}`;
}
