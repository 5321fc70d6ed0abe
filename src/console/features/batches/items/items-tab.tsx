import type { Batch } from "#contract/batches.ts";
import { X } from "lucide-react";
import { type ReactNode, useRef } from "react";
import { formatCount } from "../../../format/counts.ts";
import { plural } from "../../../format/plural.ts";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { type Segment, SegmentedControl } from "../../../ui/segmented-control.tsx";
import type { VirtualRowsHandle } from "../../../ui/virtual-rows.tsx";
import type { BatchView } from "../batch-search.ts";
import { type ItemFilter, progressParts } from "../progress-parts.ts";
import { FilteredList } from "./filtered-list.tsx";
import { ItemDetail } from "./item-detail.tsx";
import { ItemSearch } from "./item-search.tsx";
import { PlacedList } from "./placed-list.tsx";
import { useInputJoin } from "./use-input-join.ts";
import { useRevealedPlace } from "./use-revealed-place.ts";
import type { ApiFilter } from "./use-read-page.ts";

interface Props {
  batch: Batch;
  view: BatchView;
  onView: (change: Partial<BatchView>) => void;
}

/** The items with their inputs and answers, under the filter that the address names. */
export function ItemsTab({ batch, view, onView }: Props) {
  const join = useInputJoin(batch);
  const list = useRef<VirtualRowsHandle>(null);
  const { status, cause, item, fromPlace } = view;
  const filter = apiFilter(status);
  const open = (customerItemId: string): void => onView({ item: customerItemId });
  useRevealedPlace(list, status === null ? fromPlace : 0);
  function goTo(place: number): void {
    // The list follows the address, so that both go back together; only where that stays is there nothing to follow. A
    // filtered list does not know which of its rows a line would be: it starts from there.
    if (place !== fromPlace) onView({ fromPlace: place });
    else list.current?.reveal(filter === undefined ? place : 0);
    list.current?.focus();
  }
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <FilterControl
          batch={batch}
          view={view}
          onView={(change) => onView({ ...change, fromPlace: 0 })}
        />
        <ItemSearch
          item={item}
          itemCount={batch.item_count}
          onFind={(id) => onView({ item: id })}
          onGoTo={goTo}
        />
      </div>
      {cause === null ? null : (
        <OnlyOne label="All failures" onClear={() => onView({ cause: null })}>
          Only failures with <code>{cause}</code>
        </OnlyOne>
      )}
      {fromPlace === 0 || filter === undefined ? null : (
        <OnlyOne label="From the top" onClear={() => onView({ fromPlace: 0 })}>
          From line {formatCount(fromPlace + 1)} on
        </OnlyOne>
      )}
      {status === "running" || status === "waiting" ? (
        <NotDoneYet batch={batch} status={status} onShowAll={() => onView({ status: null })} />
      ) : filter === undefined ? (
        <PlacedList ref={list} batch={batch} join={join} openItem={item} onOpen={open} />
      ) : (
        <FilteredList
          // Another filter is another list: it starts at its top.
          key={`${status} ${cause} ${fromPlace}`}
          ref={list}
          batch={batch}
          join={join}
          status={filter}
          cause={status === "cancelled" ? notDoneCode(batch) : cause}
          fromPlace={fromPlace}
          openItem={item}
          onOpen={open}
          onFrom={(place) => onView({ fromPlace: place })}
        />
      )}
      {item === null ? null : (
        <ItemDetail
          key={item}
          batch={batch}
          customerItemId={item}
          join={join}
          onPlace={(place) => {
            if (filter === undefined) list.current?.reveal(place);
          }}
          onClose={() => {
            onView({ item: null });
            list.current?.focus();
          }}
        />
      )}
    </div>
  );
}

/** Says that a list is not the whole one, and leads back to that. */
function OnlyOne({
  label,
  onClear,
  children,
}: {
  label: string;
  onClear: () => void;
  children: ReactNode;
}) {
  return (
    <p className="mb-2 flex items-center gap-2 text-sm text-secondary">
      <span>{children}</span>
      <Button size="small" variant="quiet" icon={<X size={14} />} onClick={onClear}>
        {label}
      </Button>
    </p>
  );
}

/** The API lists what was not done among the failures, told apart by its code. */
function apiFilter(status: ItemFilter | null): ApiFilter {
  if (status === "completed") return "completed";
  return status === "failed" || status === "cancelled" ? "failed" : undefined;
}

function notDoneCode({ status }: Batch): string {
  if (status === "expired") return "batch_expired";
  return status === "failed" ? "batch_failed" : "batch_cancelled";
}

function FilterControl({ batch, view, onView }: Props) {
  const segments: Segment<ItemFilter | "all">[] = [
    { value: "all", label: "All", count: formatCount(batch.item_count) },
    ...progressParts(batch)
      .filter(
        ({ id, count }) => count > 0 || id === view.status || id === "completed" || id === "failed",
      )
      .map(({ id, word, count }) => ({
        value: id as ItemFilter, // the parts' ids are the filters, by `progressParts`
        label: `${word.charAt(0).toUpperCase()}${word.slice(1)}`,
        count: formatCount(count),
      })),
  ];
  return (
    <SegmentedControl
      label="Show items"
      segments={segments}
      value={view.status ?? "all"}
      onChange={(value) => onView({ status: value === "all" ? null : value, cause: null })}
    />
  );
}

function NotDoneYet({
  batch,
  status,
  onShowAll,
}: {
  batch: Batch;
  status: "running" | "waiting";
  onShowAll: () => void;
}) {
  const count = progressParts(batch).find(({ id }) => id === status)?.count ?? 0;
  return (
    <EmptyState
      title={
        count === 0
          ? `No item is ${status}`
          : `${plural(count, "item")} ${count === 1 ? "is" : "are"} ${status}`
      }
      actions={<Button onClick={onShowAll}>Show what is done</Button>}
    >
      {status === "running"
        ? "They are on a lane at this moment. An item has a row once its unit of work is done."
        : "They wait for a free place on a lane. An item has a row once its unit of work is done."}
    </EmptyState>
  );
}
