import type { Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { X } from "lucide-react";
import { useEffect, useEffectEvent, useRef, useState } from "react";
import { useEndpoint } from "../../../api/query.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { IconButton } from "../../../ui/icon-button.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { FLAG_WORDS, readAnswer } from "./answer-reading.ts";
import { causeWords } from "./failure-causes.ts";
import { ItemFacts } from "./item-facts.tsx";
import { itemPlace } from "./item-place.ts";
import { itemRow } from "./item-row.ts";
import { AnswerPanel, InputPanel, type ItemView } from "./item-sides.tsx";
import { RowState } from "./row-state.tsx";
import type { InputJoin } from "./use-input-join.ts";

const VIEWS = [
  { value: "readable", label: "Readable" },
  { value: "json", label: "JSON" },
] as const;

interface Props {
  batch: Batch;
  customerItemId: string;
  join: InputJoin;
  /** Told the item's place in the input once its result has come. */
  onPlace: (place: number) => void;
  onClose: () => void;
}

/** One item: what was asked and what came back, side by side. */
export function ItemDetail({ batch, customerItemId, join, onPlace, onClose }: Props) {
  const [view, setView] = useState<ItemView>("readable");
  const isEnded = batch.completed_at !== null;
  const { data, error, refetch } = useEndpoint(
    contract.batches.results,
    { params: { id: batch.id }, query: { customer_item_id: customerItemId } },
    {
      // A result does not change; what is not there yet is asked for again.
      staleTime: 60_000,
      refetchInterval: ({ data: page }) => (isEnded || page?.data.length === 1 ? false : 3_000),
    },
  );
  const row = data?.data[0];
  const section = useRef<HTMLElement>(null);
  const isThere = row !== undefined;
  const place = row === undefined ? undefined : itemPlace(row);
  const tellPlace = useEffectEvent(onPlace);
  useEffect(() => {
    if (place !== undefined) tellPlace(place);
  }, [place]);
  useEffect(() => {
    // Opened below the list, it may lie outside of the window; once it is there, what follows moves nothing.
    if (isThere) section.current?.scrollIntoView({ block: "nearest" });
  }, [isThere]);
  return (
    <section
      ref={section}
      aria-label={`Item ${customerItemId}`}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
      className="mt-4 scroll-mt-16 scroll-mb-12 border-t border-line pt-4"
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-0">
          <MonoId id={customerItemId} what="item id" className="text-ink" />
        </h2>
        {row === undefined ? null : <RowState row={itemRow(row)} />}
        <span className="grow" />
        <SegmentedControl
          label="Show as"
          size="small"
          segments={VIEWS}
          value={view}
          onChange={setView}
        />
        <IconButton label="Close item" size="small" icon={<X size={16} />} onClick={onClose} />
      </div>
      {row === undefined && error !== null ? (
        <ApiErrorPanel
          error={error}
          title="The item could not be loaded"
          onRetry={() => void refetch()}
        />
      ) : row === undefined && data === undefined ? (
        <Skeleton className="h-48 w-full" />
      ) : row === undefined ? (
        <NotThere batch={batch} join={join} customerItemId={customerItemId} />
      ) : (
        <>
          <Remarks row={row} />
          <div className="grid gap-3 md:grid-cols-2">
            <InputPanel join={join} customerItemId={customerItemId} view={view} />
            <AnswerPanel row={row} view={view} />
          </div>
          <ItemFacts batch={batch} row={row} />
        </>
      )}
    </section>
  );
}

function NotThere({
  batch,
  join,
  customerItemId,
}: Pick<Props, "batch" | "join" | "customerItemId">) {
  const isInInput = join.kind === "ready" && join.index.has(customerItemId);
  if (join.kind === "ready" && !isInInput) {
    return (
      <EmptyState title="This batch has no such item">
        The id must be whole and exactly as it stands in the input; upper and lower case differ.
      </EmptyState>
    );
  }
  return batch.completed_at === null ? (
    <EmptyState title="This item is not done yet">
      Its answer appears here as soon as it is.
    </EmptyState>
  ) : (
    <EmptyState title="No result has this id">
      Check that the id is whole; upper and lower case differ.
    </EmptyState>
  );
}

/** What a reader should know before trusting the answer, or why there is none. */
function Remarks({ row }: { row: ResultRow }) {
  if (row.error !== null) {
    const { title, advice } = causeWords(row.error.code);
    return (
      <Callout tone="failed" title={title} className="mb-3">
        <p>{advice}</p>
        <p className="mt-1 text-secondary">
          <code>{row.error.code}</code>: {row.error.message}
        </p>
      </Callout>
    );
  }
  return readAnswer(row).flags.map((flag) => (
    <Callout key={flag} tone="attention" title={flag} className="mb-3">
      {FLAG_WORDS[flag]}
    </Callout>
  ));
}
