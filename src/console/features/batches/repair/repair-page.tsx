import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { Link, useParams } from "react-router";
import { useEndpoint } from "../../../api/query.ts";
import { useSession } from "../../../environments/use-session.ts";
import { plural } from "../../../format/plural.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { Page, Section } from "../../../layout/page.tsx";
import { RequireCredentials } from "../../../layout/require-credentials.tsx";
import { paths } from "../../../paths.ts";
import { buttonClassName } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { batchName } from "../batch-name.ts";
import { BulkChangeForm } from "./bulk-change-form.tsx";
import type { FailedLines } from "./failed-lines.ts";
import { RepairLines } from "./repair-lines.tsx";
import { RepairWire } from "./repair-wire.tsx";
import { ResubmitPart } from "./resubmit-part.tsx";
import { useFailedLines } from "./use-failed-lines.ts";
import { useRepair } from "./use-repair.ts";
import { useResubmission } from "./use-resubmission.ts";

const TITLE = "Repair and resubmit";

/** The failed lines of a batch in an editor, and the way to a new batch of them that is linked to it. */
export default function RepairPage() {
  const { id = "" } = useParams();
  const { canCall } = useSession();
  if (canCall) return <OfBatch key={id} id={id} />;
  return (
    <Page title={TITLE}>
      <RequireCredentials need="any">{null}</RequireCredentials>
    </Page>
  );
}

function OfBatch({ id }: { id: string }) {
  const {
    data: batch,
    error,
    refetch,
    isFetching,
  } = useEndpoint(contract.batches.get, {
    params: { id },
  });
  if (batch === undefined) {
    return (
      <Page title={TITLE}>
        {error === null ? (
          <SkeletonRows rows={8} label="Loading the batch" />
        ) : (
          <ApiErrorPanel
            error={error}
            title="This batch could not be loaded"
            onRetry={() => void refetch()}
            isRetrying={isFetching}
          />
        )}
      </Page>
    );
  }
  const nothing = nothingToRepair(batch);
  if (nothing === undefined) return <Loaded batch={batch} />;
  return (
    <Page title={TITLE} facts={parentFacts(batch)}>
      <EmptyState
        title={nothing.title}
        actions={
          <Link to={paths.batch(id)} className={buttonClassName()}>
            Open the batch
          </Link>
        }
      >
        {nothing.why}
      </EmptyState>
    </Page>
  );
}

function nothingToRepair({ status, counts }: Batch): { title: string; why: string } | undefined {
  if (!isTerminal(status)) {
    return {
      title: "This batch is still running",
      why: "What failed can be repaired once it has ended: until then more may fail, or be done on another lane.",
    };
  }
  if (counts.failed + counts.cancelled > 0) return undefined;
  return { title: "Nothing failed", why: "Every line of this batch has its answer." };
}

function parentFacts(batch: Batch) {
  return [
    <span key="parent">
      of{" "}
      <Link to={paths.batch(batch.id)} className="link">
        {batchName(batch) ?? <span className="font-mono text-xs">{batch.id}</span>}
      </Link>
    </span>,
    `${plural(batch.counts.failed + batch.counts.cancelled, "line")} of ${plural(batch.counts.total, "item")} without an answer`,
  ];
}

function Loaded({ batch }: { batch: Batch }) {
  const state = useFailedLines(batch);
  if (state.kind === "ready") return <Workbench batch={batch} failed={state.failed} />;
  return (
    <Page title={TITLE} facts={parentFacts(batch)}>
      {state.kind === "loading" ? (
        <SkeletonRows rows={8} label="Reading the failed lines" />
      ) : (
        <EmptyState title="The lines cannot be edited here">{state.why}</EmptyState>
      )}
    </Page>
  );
}

function Workbench({ batch, failed }: { batch: Batch; failed: FailedLines }) {
  const repair = useRepair(failed.lines);
  const resubmission = useResubmission(batch, repair);
  return (
    <Page
      title={TITLE}
      facts={parentFacts(batch)}
      description="Mend what failed, line by line or all of a cause at once. A new quote covers exactly these lines; their batch is linked to this one, and its answers take the place of the failures in a merged export."
      wire={<RepairWire repair={repair} resubmission={resubmission} />}
    >
      <Section title="Failed lines" note={leftWords(repair.lines.length, repair.kept.length)}>
        {failed.missingCount === 0 ? null : (
          <p className="mb-3 text-sm text-secondary">
            {plural(failed.missingCount, "failure")} could not be found in the input file.
          </p>
        )}
        <BulkChangeForm repair={repair} />
        <RepairLines repair={repair} />
      </Section>
      <Section title="Quote and submit" note="nothing is charged before the batch is accepted">
        <ResubmitPart batch={batch} repair={repair} resubmission={resubmission} />
      </Section>
    </Page>
  );
}

function leftWords(all: number, kept: number): string {
  return kept === all ? plural(all, "line") : `${kept} of ${plural(all, "line")} to be sent again`;
}
