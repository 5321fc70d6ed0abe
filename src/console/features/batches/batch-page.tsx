import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { memo, type ReactNode, useDeferredValue } from "react";
import { Link, useParams } from "react-router";
import { beginRead } from "../../api/begin-read.ts";
import { useSession } from "../../environments/use-session.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import type { PageAddress } from "../../layout/lazy-page.ts";
import { lazyPart, useFetchedAhead } from "../../layout/lazy-part.tsx";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Callout } from "../../ui/callout.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { ProgressSegments } from "../../ui/progress-segments.tsx";
import { Skeleton, SkeletonRows } from "../../ui/skeleton.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { announcement } from "./announcement.ts";
import { BatchActions } from "./batch-actions.tsx";
import { useBatchFacts } from "./batch-facts.tsx";
import { batchName } from "./batch-name.ts";
import { type BatchTab, useBatchView } from "./batch-search.ts";
import { BatchTiles } from "./batch-tiles.tsx";
import { NotifyButton } from "./notify/notify-button.tsx";
import { useNotifyWish } from "./notify/notify-wish.ts";
import { useEndNotice } from "./notify/use-end-notice.ts";
import { OutcomeBadge } from "./outcome-badge.tsx";
import { outcomeWords } from "./outcome-words.ts";
import { OverviewTab } from "./overview-tab.tsx";
import { PollStatus } from "./poll-status.tsx";
import { isItemFilter, progressParts } from "./progress-parts.ts";
import {
  NO_DELIVERIES,
  NO_SAMPLES,
  useBatchDeliveries,
  useProgressSamples,
} from "./use-batch-parts.ts";
import { type LiveBatch, useIsPolling, useLiveBatch } from "./use-live-batch.ts";
import { useTabState } from "./use-tab-state.ts";

const loadItems = () => import("./items/items-tab.tsx");
const loadBill = () => import("./bill-tab.tsx");
const loadCompare = () => import("./compare/compare-tab.tsx");
const AHEAD = [loadItems, loadBill, loadCompare];
const COMING = <SkeletonRows rows={8} label="Loading the tab" />;
const ItemsTab = lazyPart(async () => (await loadItems()).ItemsTab, COMING);
const BillTab = lazyPart(async () => (await loadBill()).BillTab, COMING);
const CompareTab = lazyPart(async () => (await loadCompare()).CompareTab, COMING);

/** One batch, live: how far it is, what happened, its items side by side with their inputs, and its bill. */
function BatchPage() {
  const { id = "" } = useParams();
  const { canCall } = useSession();
  if (canCall) return <WatchedBatch key={id} id={id} />;
  return (
    <Page title="Batch">
      <RequireCredentials need="any">{null}</RequireCredentials>
    </Page>
  );
}

/** The batch itself is what all of the page waits for. */
function beginReads({ params: { id = "" } }: PageAddress): void {
  beginRead(contract.batches.get, { params: { id } });
}

export default Object.assign(BatchPage, { beginReads });

function WatchedBatch({ id }: { id: string }) {
  useFetchedAhead(AHEAD);
  const wish = useNotifyWish();
  const live = useLiveBatch(id, wish === "on");
  // What a poll has brought is drawn between other work, so that who clicks meanwhile need not wait for it.
  return <ShownBatch id={id} live={useDeferredValue(live)} />;
}

const ShownBatch = memo(function ShownBatch({ id, live }: { id: string; live: LiveBatch }) {
  const { batch, error } = live;
  const name = batch === undefined ? "Batch" : (batchName(batch) ?? "Batch");
  const facts = useBatchFacts(batch);
  useTabState(batch, name);
  useEndNotice(batch, name);
  return (
    <Page
      title={name}
      badge={batch === undefined ? undefined : <OutcomeBadge batch={batch} />}
      {...(facts === undefined ? {} : { facts })}
      {...(batch === undefined ? {} : { actions: <BatchActions batch={batch} /> })}
      wire={
        <WirePanel
          endpoint={contract.batches.get}
          input={{ params: { id } }}
          note="This poll is the same request an agent would send. Copy it and it runs."
        />
      }
    >
      {batch !== undefined ? (
        <BatchBody batch={batch} live={live} />
      ) : error === null ? (
        <BatchSkeleton />
      ) : (
        <NotLoaded id={id} error={error} onRetry={live.pollNow} />
      )}
    </Page>
  );
});

function NotLoaded({ id, error, onRetry }: { id: string; error: Error; onRetry: () => void }) {
  const isPolling = useIsPolling(id);
  return (
    <>
      <ApiErrorPanel
        error={error}
        title="This batch could not be loaded"
        onRetry={onRetry}
        isRetrying={isPolling}
      />
      <p className="mt-4 text-sm">
        <Link to={paths.batches()} className="link">
          All batches
        </Link>
      </p>
    </>
  );
}

function BatchSkeleton() {
  return (
    <div role="status" className="flex min-h-dvh flex-col gap-6">
      <span className="sr-only">Loading the batch</span>
      <Skeleton className="h-3.5 w-full" />
      <Skeleton className="h-24 w-full" />
      <Skeleton className="h-56 w-full" />
    </div>
  );
}

function BatchBody({ batch, live }: { batch: Batch; live: LiveBatch }) {
  const [view, onView] = useBatchView();
  const seen = useProgressSamples(batch, live.updatedAtMs);
  // Of a gateway that does not answer no pace is known, whatever it was before.
  const isStale = live.error !== null;
  const samples = isStale ? NO_SAMPLES : seen;
  const deliveries = useBatchDeliveries(batch);
  const { tone, sentence } = outcomeWords(batch);
  const filter = (part: string | undefined): void => {
    const picked = part ?? null;
    onView({ tab: "items", status: isItemFilter(picked) ? picked : null, cause: null, item: null });
  };
  const tabs: readonly { id: BatchTab; label: string; content: () => ReactNode }[] = [
    {
      id: "overview",
      label: "Overview",
      content: () => (
        <OverviewTab
          batch={batch}
          samples={samples}
          deliveries={deliveries ?? NO_DELIVERIES}
          isStale={isStale}
        />
      ),
    },
    {
      id: "items",
      label: "Items",
      content: () => <ItemsTab batch={batch} view={view} onView={onView} />,
    },
    { id: "bill", label: "Bill", content: () => <BillTab batch={batch} /> },
    {
      id: "compare",
      label: "Compare",
      content: () => <CompareTab batch={batch} view={view} onView={onView} />,
    },
  ];
  return (
    <>
      <LiveRegion message={announcement(batch)} />
      <ProgressSegments
        label="Items"
        parts={progressParts(batch)}
        selected={view.tab === "items" ? (view.status ?? undefined) : undefined}
        onSelect={filter}
        aside={
          <>
            <PollStatus live={live} />
            {isTerminal(batch.status) ? null : <NotifyButton />}
          </>
        }
      />
      {sentence === null ? null : (
        <Callout tone={tone} className="mt-5">
          {sentence}
        </Callout>
      )}
      <BatchTiles batch={batch} samples={samples} deliveries={deliveries} />
      <Tabs
        label="Batch"
        tabs={tabs}
        selected={view.tab}
        onSelect={(tab) => onView({ tab: tabs.find(({ id }) => id === tab)?.id ?? "overview" })}
        className="mt-6"
      />
    </>
  );
}
