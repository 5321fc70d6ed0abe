import { contract } from "#contract/index.ts";
import { Link, useParams } from "react-router";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page, Section } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { buttonClassName } from "../../ui/button.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { CallTable } from "./call-table.tsx";
import { RunConversation } from "./run-conversation.tsx";
import { RunDelivery } from "./run-delivery.tsx";
import { RunFigures } from "./run-figures.tsx";
import { runTone } from "./run-states.ts";
import { StepTimeline } from "./step-timeline.tsx";
import { useRun, type WatchedRun } from "./use-run.ts";

/** One run: how far it is, what was said, what it took, and who was told. */
export default function AgentRunPage() {
  const { id = "" } = useParams();
  const watched = useRun(id);
  const { run, error, updatedAt } = watched;
  return (
    <Page
      title="Agent run"
      badge={
        run === undefined ? null : (
          <>
            <StatusBadge tone={runTone(run.status)}>{run.status}</StatusBadge>
            {error === null ? null : <StaleBadge since={updatedAt} reason={error.message} />}
          </>
        )
      }
      facts={[
        <MonoId key="id" id={id} what="run id" />,
        run === undefined ? null : run.model,
        run === undefined ? null : (
          <span key="at">
            started <RelativeTime at={run.created_at} />
          </span>
        ),
      ]}
      actions={
        <Link
          to={paths.agentRuns()}
          state={run === undefined ? null : { run: { input: run.input, model: run.model } }}
          className={buttonClassName({})}
        >
          Change and run again
        </Link>
      }
      wire={
        <WirePanel
          endpoint={contract.workflows.getAgentRun}
          input={{ params: { id } }}
          note="The same poll an agent would send; with a webhook it needs none."
        />
      }
    >
      <RequireCredentials need="any">
        <RunParts watched={watched} />
      </RequireCredentials>
    </Page>
  );
}

function RunParts({ watched }: { watched: WatchedRun }) {
  const { run, batch, events, receipts, hasReceipts, error, refetch, isRefetching } = watched;
  if (run === undefined) {
    return error === null ? (
      <div className="flex flex-col gap-6">
        <Skeleton className="h-24 w-full rounded-lg" />
        <Skeleton className="h-40 w-full rounded-lg" />
        <Skeleton className="h-40 w-full rounded-lg" />
      </div>
    ) : (
      <ApiErrorPanel
        error={error}
        title="The run could not be loaded"
        onRetry={refetch}
        isRetrying={isRefetching}
      />
    );
  }
  return (
    <>
      <LiveRegion message={`The run is ${run.status}`} />
      <RunFigures run={run} batch={batch} />
      <Section title="What happened" note="one step">
        <StepTimeline run={run} events={events} />
      </Section>
      <RunConversation run={run} />
      <Section title="Model calls" note="each rung of the ladder that was tried">
        <CallTable
          receipts={receipts}
          batch={batch}
          isOver={run.completed_at !== null && hasReceipts}
        />
      </Section>
      <RunDelivery run={run} />
    </>
  );
}
