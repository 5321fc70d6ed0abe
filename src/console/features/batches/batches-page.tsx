import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { Link, useSearchParams } from "react-router";
import { beginRead } from "../../api/begin-read.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import type { PageAddress } from "../../layout/lazy-page.ts";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { BatchTable } from "./batch-table.tsx";
import { ListFilters } from "./list-filters.tsx";
import { readListView } from "./list-search.ts";
import { listInput, useBatchList } from "./use-batch-list.ts";

/** Every batch of the account, newest first. */
function BatchesPage() {
  const [search] = useSearchParams();
  return (
    <Page
      title="Batches"
      description="Newest first. What runs is kept up to date."
      actions={
        <Link to={paths.submit()} className={buttonClassName({ variant: "primary" })}>
          Submit a batch
        </Link>
      }
      wire={<WirePanel endpoint={contract.batches.list} input={listInput(readListView(search))} />}
    >
      <RequireCredentials need="any">
        <BatchList />
      </RequireCredentials>
    </Page>
  );
}

function beginReads({ search }: PageAddress): void {
  beginRead(contract.batches.list, listInput(readListView(search)));
}

export default Object.assign(BatchesPage, { beginReads });

function BatchList() {
  const { view, page, show } = useBatchList();
  const { data, error, refetch } = page;
  const isFiltered = view.status !== null || view.metadata !== null;
  if (data?.data.length === 0 && !isFiltered && view.cursor === null) return <NoBatches />;
  return (
    <>
      <ListFilters key={view.metadata} view={view} onShow={show} />
      {error !== null && data === undefined ? (
        <ApiErrorPanel
          error={error}
          title="The batches could not be loaded"
          onRetry={() => void refetch()}
          isRetrying={page.isFetching}
        />
      ) : data === undefined ? (
        <SkeletonRows rows={6} label="Loading batches" />
      ) : (
        <>
          {error === null ? null : (
            <StaleBadge since={page.dataUpdatedAt} reason={error.message} className="mb-3" />
          )}
          <Found batches={data.data} onShowAll={() => show({ status: null, metadata: null })} />
          <Paging
            isFirst={view.cursor === null}
            next={data.next_cursor}
            onCursor={(cursor) => show({ cursor })}
          />
        </>
      )}
    </>
  );
}

function Found({ batches, onShowAll }: { batches: readonly Batch[]; onShowAll: () => void }) {
  if (batches.length > 0) return <BatchTable batches={batches} />;
  return (
    <EmptyState
      title="No batch is like that"
      actions={<Button onClick={onShowAll}>Show all batches</Button>}
    >
      Metadata has to match whole: key and value as they were submitted.
    </EmptyState>
  );
}

interface PagingProps {
  isFirst: boolean;
  next: string | null;
  onCursor: (cursor: string | null) => void;
}

function Paging({ isFirst, next, onCursor }: PagingProps) {
  return (
    <div className="mt-3 flex flex-wrap items-center gap-2">
      {isFirst ? null : <Button onClick={() => onCursor(null)}>Newest</Button>}
      {next === null ? null : <Button onClick={() => onCursor(next)}>Older</Button>}
      <span className="ml-auto hidden items-center gap-1 text-xs text-muted sm:flex">
        <Kbd>J</Kbd> <Kbd>K</Kbd> to move, <Kbd>Enter</Kbd> to open
      </span>
    </div>
  );
}

function NoBatches() {
  return (
    <EmptyState
      title="No batches yet"
      actions={
        <>
          <Link to={paths.submit()} className={buttonClassName()}>
            Take a sample
          </Link>
          <Link to={paths.quote()} className={buttonClassName({ variant: "primary" })}>
            Lock a quote
          </Link>
        </>
      }
    >
      A batch runs on a locked quote. Lock one for your own work, or submit one of the samples that
      come with the console.
    </EmptyState>
  );
}
