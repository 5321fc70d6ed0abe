import type { LaneState } from "#contract/catalog.ts";
import { contract } from "#contract/index.ts";
import { nextPollMs } from "../../api/polling.ts";
import { useEndpoint } from "../../api/query.ts";
import { formatCount, formatRate } from "../../format/counts.ts";
import { formatPercent } from "../../format/percent.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { HealthBadge } from "./health-badge.tsx";

/** Lanes are looked at calmly: this page watches no batch of its own. */
const CALM_AGE_MS = 120_000;

/** Every configured lane, as it is at this moment. */
export function LaneList() {
  const { data, error, refetch, isRefetching, dataUpdatedAt } = useEndpoint(
    contract.catalog.listLanes,
    {},
    {
      refetchInterval: ({ error: failed }) =>
        nextPollMs({ ageMs: CALM_AGE_MS, error: failed, failures: 2 }),
    },
  );
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={8} label="Loading lanes" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The lanes could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  if (data.data.length === 0) {
    return (
      <EmptyState title="No lanes are configured">The gateway's catalog names none.</EmptyState>
    );
  }
  return (
    <>
      <p className="flex min-h-6 items-center gap-3 text-sm text-muted">
        {error === null ? (
          <span>
            Measured over each lane's latest work, read{" "}
            <RelativeTime at={dataUpdatedAt} isOwnTime />
          </span>
        ) : (
          <StaleBadge since={dataUpdatedAt} reason={error.message} />
        )}
      </p>
      <Table label="Lanes">
        <thead>
          <tr>
            <HeaderCell>Lane</HeaderCell>
            <HeaderCell>Region, privacy</HeaderCell>
            <HeaderCell>Health</HeaderCell>
            <HeaderCell numeric>Success, speed</HeaderCell>
            <HeaderCell numeric>Backlog</HeaderCell>
            <HeaderCell numeric>Models</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {data.data.map((lane) => (
            <LaneRow key={lane.lane_id} lane={lane} />
          ))}
        </tbody>
      </Table>
    </>
  );
}

const BREAKER_WORDS = { open: "breaker open", half_open: "breaker half open" } as const;

function LaneRow({ lane }: { lane: LaneState }) {
  return (
    <Row>
      <Cell>
        <span className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{lane.display_name}</span>
          <AdapterBadge adapter={lane.adapter} />
        </span>
        <code className="block text-xs text-muted">
          {lane.lane_id} · {lane.completion_window}
        </code>
      </Cell>
      <Cell className="text-secondary">
        {lane.region}
        <span className="block text-xs text-muted">{lane.privacy_tiers.join(", ")}</span>
      </Cell>
      <Cell>
        <span className="flex gap-1">
          <HealthBadge health={lane.health} />
          {lane.breaker === "closed" ? null : (
            <StatusBadge tone="attention">{BREAKER_WORDS[lane.breaker]}</StatusBadge>
          )}
        </span>
      </Cell>
      <Cell numeric>
        {lane.success_rate === null ? <Unknown /> : formatPercent(lane.success_rate)}
        {lane.items_per_second === null ? null : (
          <span className="block text-xs text-muted">
            {formatRate(lane.items_per_second, "items/s")}
          </span>
        )}
      </Cell>
      <Cell numeric>{formatCount(lane.backlog_items)}</Cell>
      <Cell numeric>{formatCount(lane.models)}</Cell>
    </Row>
  );
}

/** What answers: nobody should take a sandbox's answers for a provider's. */
function AdapterBadge({ adapter }: Pick<LaneState, "adapter">) {
  const isSandbox = adapter === "sandbox";
  return (
    <StatusBadge
      plain
      tone="neutral"
      title={
        isSandbox
          ? "This machine stands in for the provider: its answers are made up"
          : "The provider's own API answers"
      }
    >
      {adapter}
    </StatusBadge>
  );
}

/** Nothing has run there yet, so nothing was measured. */
function Unknown() {
  return (
    <span className="text-muted" title="Nothing has run there yet">
      –<span className="sr-only">not measured yet</span>
    </span>
  );
}
