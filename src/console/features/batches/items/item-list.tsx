import type { Batch, ResultRow } from "#contract/batches.ts";
import { type ReactNode, useEffect } from "react";
import { formatCount } from "../../../format/counts.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { Skeleton, SkeletonRows } from "../../../ui/skeleton.tsx";
import { type VirtualColumn, VirtualRows } from "../../../ui/virtual-rows.tsx";
import { readAnswer } from "./answer-reading.ts";
import { excerpt } from "./input-reading.ts";
import { RowState } from "./row-state.tsx";
import type { InputJoin } from "./use-input-join.ts";
import { type ApiFilter, useResults } from "./use-results.ts";

interface Props {
  batch: Batch;
  join: InputJoin;
  status: ApiFilter;
  /** Shows one cause of failure alone. */
  cause: string | null;
  openItem: string | null;
  onOpen: (row: ResultRow) => void;
}

const EXCERPT_CHARACTERS = 160;

/** The rows under a filter, which come as items are done; the next page is read when the end comes into view. */
export function ItemList({ batch, join, status, cause, openItem, onOpen }: Props) {
  const {
    rows: read,
    isReady,
    isReading,
    hasMore,
    error,
    readMore,
    retry,
  } = useResults(batch, status);
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
  if (rows.length === 0 && !hasMore) return <NoRows batch={batch} status={status} />;

  const openIndex = rows.findIndex(({ customer_item_id }) => customer_item_id === openItem);
  return (
    <>
      <VirtualRows
        label="Items"
        count={rows.length + (hasMore ? 1 : 0)}
        columns={columnsFor(rows, join, readMore)}
        rowKey={(index) => rows[index]?.id ?? `after ${read.at(-1)?.id ?? "nothing"}`}
        openIndex={openIndex === -1 ? undefined : openIndex}
        onOpen={(index) => {
          const row = rows[index];
          if (row !== undefined) onOpen(row);
        }}
        minWidthPx={620}
        // Room is kept for rows that are still to come; a short list that is whole takes no more than it needs.
        className={
          batch.completed_at === null
            ? "h-[max(24rem,calc(100dvh-32rem))]"
            : "max-h-[max(24rem,calc(100dvh-32rem))]"
        }
      />
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

function columnsFor(
  rows: readonly ResultRow[],
  join: InputJoin,
  readMore: () => void,
): VirtualColumn[] {
  const withRow = (show: (row: ResultRow) => ReactNode) => (index: number) => {
    const row = rows[index];
    return row === undefined ? null : show(row);
  };
  return [
    {
      id: "item",
      header: "Item",
      width: "minmax(140px, 0.8fr)",
      mono: true,
      cell: (index) => rows[index]?.customer_item_id ?? <NextPage onSeen={readMore} />,
    },
    {
      id: "input",
      header: "Input",
      width: "minmax(120px, 1.3fr)",
      cell: withRow((row) => <InputCell join={join} row={row} />),
    },
    {
      id: "answer",
      header: "Answer",
      width: "minmax(120px, 1.3fr)",
      cell: withRow((row) => <AnswerCell row={row} />),
    },
    {
      id: "tokens",
      header: "Tokens",
      width: "68px",
      numeric: true,
      cell: withRow((row) => {
        const { usage } = readAnswer(row);
        return usage === null ? <span className="text-muted">–</span> : formatCount(usage.total);
      }),
    },
    {
      id: "state",
      header: "State",
      width: "148px",
      cell: withRow((row) => <RowState row={row} />),
    },
  ];
}

/** Stands after the last row: that it is drawn means that the end is near the view. */
function NextPage({ onSeen }: { onSeen: () => void }) {
  // Once for each time it is drawn: the row's key changes with the page before it.
  useEffect(() => {
    onSeen();
  }, [onSeen]);
  return <span className="text-muted">Loading…</span>;
}

function InputCell({ join, row }: { join: InputJoin; row: ResultRow }) {
  if (join.kind === "loading") return <Skeleton className="h-3 w-4/5" />;
  const input = join.kind === "ready" ? join.index.get(row.customer_item_id) : undefined;
  return <span className="text-secondary">{input?.excerpt ?? "–"}</span>;
}

function AnswerCell({ row }: { row: ResultRow }) {
  if (row.error !== null) return <span className="text-muted">{row.error.message}</span>;
  const { text, instead } = readAnswer(row);
  return (
    <span className="text-secondary">{instead ?? (excerpt(text, EXCERPT_CHARACTERS) || "–")}</span>
  );
}

function NoRows({ batch, status }: { batch: Batch; status: ApiFilter }) {
  if (batch.completed_at === null) {
    return (
      <EmptyState title={status === "failed" ? "Nothing has failed so far" : "No item is done yet"}>
        Rows appear here as answers come in; nothing needs to be reloaded.
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
