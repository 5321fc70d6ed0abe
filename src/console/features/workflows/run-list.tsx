import { contract } from "#contract/index.ts";
import type { AgentRun } from "#contract/workflows.ts";
import { useRef } from "react";
import { Link, useSearchParams } from "react-router";
import { nextPollMs } from "../../api/polling.ts";
import { useEndpoint } from "../../api/query.ts";
import { formatMoney } from "../../format/money.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { paths } from "../../paths.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { isRunOver, runTone } from "./run-states.ts";

/** The runs of the organisation, a page at a time; the page stands in the address. */
export function RunList() {
  const [search, setSearch] = useSearchParams();
  const cursor = search.get("cursor");
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  const { data, error, refetch, isRefetching, dataUpdatedAt } = useEndpoint(
    contract.workflows.listAgentRuns,
    { query: cursor === null ? {} : { cursor } },
    {
      keepPrevious: true,
      refetchInterval: (latest) => {
        const running = latest.data?.data.filter((run) => !isRunOver(run)) ?? [];
        if (running.length === 0) return false;
        const youngest = Math.max(...running.map(({ created_at }) => Date.parse(created_at)));
        return nextPollMs({ ageMs: Date.now() - youngest, error: latest.error, failures: 2 });
      },
    },
  );
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows label="Loading runs" rows={3} />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The runs could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  if (data.data.length === 0) {
    return (
      <EmptyState title="No runs yet">
        Press Run above: the question that stands there will do.
      </EmptyState>
    );
  }
  return (
    <>
      {error === null ? null : (
        <StaleBadge className="mb-2" since={dataUpdatedAt} reason={error.message} />
      )}
      <Table label="Runs">
        <thead>
          <tr>
            <HeaderCell>State</HeaderCell>
            <HeaderCell>Run</HeaderCell>
            <HeaderCell className="w-full">Asked</HeaderCell>
            <HeaderCell>Model</HeaderCell>
            <HeaderCell numeric>Cost</HeaderCell>
            <HeaderCell numeric>Created</HeaderCell>
          </tr>
        </thead>
        <tbody ref={body}>
          {data.data.map((run) => (
            <RunRow key={run.id} run={run} />
          ))}
        </tbody>
      </Table>
      <div className="mt-3 flex gap-2">
        {cursor === null ? null : <Button onClick={() => setSearch({})}>Newest</Button>}
        {data.next_cursor === null ? null : (
          <Button onClick={() => setSearch({ cursor: data.next_cursor ?? "" })}>Older</Button>
        )}
      </div>
    </>
  );
}

function RunRow({ run }: { run: AgentRun }) {
  return (
    <Row>
      <Cell>
        <StatusBadge tone={runTone(run.status)}>{run.status}</StatusBadge>
      </Cell>
      <Cell>
        <Link data-row to={paths.agentRun(run.id)} className="link font-mono text-xs">
          {run.id}
        </Link>
      </Cell>
      <Cell truncate className="min-w-40 text-secondary">
        {run.input.messages.findLast(({ role }) => role === "user")?.content ?? "–"}
      </Cell>
      <Cell>{run.model}</Cell>
      <Cell numeric>{run.output === null ? "–" : formatMoney(run.output.cost)}</Cell>
      <Cell numeric className="text-muted">
        <RelativeTime at={run.created_at} />
      </Cell>
    </Row>
  );
}
