import type { Batch } from "#contract/batches.ts";
import type { Ref } from "react";
import { formatCount } from "../../../format/counts.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import type { VirtualRowsHandle } from "../../../ui/virtual-rows.tsx";
import type { ListedItem } from "./item-columns.tsx";
import { ItemGrid } from "./item-grid.tsx";
import type { InputJoin } from "./use-input-join.ts";
import { useResults } from "./use-results.ts";

interface Props {
  batch: Batch;
  join: InputJoin;
  status: "completed" | "failed";
  /** Shows one cause of failure alone. */
  cause: string | null;
  /** The place in the input from which on rows are listed. */
  fromPlace: number;
  openItem: string | null;
  onOpen: (customerItemId: string) => void;
  /** Starts the list elsewhere. */
  onFrom: (place: number) => void;
  ref: Ref<VirtualRowsHandle>;
}

/** The rows under a filter, which come as items are done; the next page is read when the end comes into view. */
export function FilteredList(props: Props) {
  const { batch, join, status, cause, fromPlace, openItem, onOpen, onFrom, ref } = props;
  const results = useResults(batch, status, fromPlace);
  const { rows: read, isReady, isReading, hasMore, isFull, error, readMore, retry } = results;
  const rows = cause === null ? read : read.filter((row) => row.error?.code === cause);
  if (error !== null && rows.length === 0) {
    return (
      <ApiErrorPanel
        error={error}
        title="The results could not be loaded"
        onRetry={retry}
        isRetrying={isReading}
      />
    );
  }
  if (!isReady) return <SkeletonRows rows={8} label="Loading items" />;
  if (rows.length === 0 && !hasMore)
    return <NoRows batch={batch} status={status} fromPlace={fromPlace} />;

  const itemAt = (index: number): ListedItem => rows[index] ?? "next";
  const hasNext = hasMore && !isFull;
  const openIndex = rows.findIndex(({ customer_item_id }) => customer_item_id === openItem);
  const lastRead = read.at(-1);
  return (
    <>
      <ItemGrid
        ref={ref}
        itemAt={itemAt}
        onNext={readMore}
        join={join}
        count={rows.length + (hasNext ? 1 : 0)}
        rowKey={(index) => rows[index]?.id ?? `after ${lastRead?.id ?? "nothing"}`}
        openIndex={openIndex === -1 ? undefined : openIndex}
        onOpen={(index) => {
          const row = rows[index];
          if (row !== undefined) onOpen(row.customer_item_id);
        }}
        // Room is kept for rows that are still to come; a short list that is whole takes no more than it needs.
        className={
          batch.completed_at === null
            ? "h-[max(24rem,calc(100dvh-32rem))]"
            : "max-h-[max(24rem,calc(100dvh-32rem))]"
        }
      />
      {isFull && hasMore && lastRead !== undefined ? (
        <p className="mt-2 flex flex-wrap items-center gap-3 text-sm text-secondary">
          {formatCount(read.length)} rows are listed, up to line {formatCount(lastRead.place + 1)}.
          <Button size="small" onClick={() => onFrom(lastRead.place + 1)}>
            List on from there
          </Button>
        </p>
      ) : null}
      {error === null ? null : (
        <ApiErrorPanel
          error={error}
          title="More rows could not be loaded"
          onRetry={retry}
          isRetrying={isReading}
        />
      )}
    </>
  );
}

function NoRows({ batch, status, fromPlace }: Pick<Props, "batch" | "status" | "fromPlace">) {
  if (batch.completed_at === null) {
    return (
      <EmptyState title={status === "failed" ? "Nothing has failed so far" : "No item is done yet"}>
        Rows appear here as answers come in; nothing needs to be reloaded.
      </EmptyState>
    );
  }
  if (fromPlace > 0) {
    return (
      <EmptyState title="None from this line on">
        The items before line {formatCount(fromPlace + 1)} are listed from the top.
      </EmptyState>
    );
  }
  return (
    <EmptyState title={status === "failed" ? "No item failed" : "No item has an answer"}>
      {status === "failed"
        ? "The error file is empty, so there is none."
        : "The failed items say why, each with its reason."}
    </EmptyState>
  );
}
