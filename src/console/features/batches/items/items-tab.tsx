import type { Batch, ResultRow } from "#contract/batches.ts";
import { X } from "lucide-react";
import { type FormEvent, useState } from "react";
import { formatCount } from "../../../format/counts.ts";
import { plural } from "../../../format/plural.ts";
import { Button } from "../../../ui/button.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { type Segment, SegmentedControl } from "../../../ui/segmented-control.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import type { BatchView } from "../batch-search.ts";
import { type ItemFilter, progressParts } from "../progress-parts.ts";
import { ItemDetail } from "./item-detail.tsx";
import { ItemList } from "./item-list.tsx";
import { useInputJoin } from "./use-input-join.ts";
import type { ApiFilter } from "./use-results.ts";

interface Props {
  batch: Batch;
  view: BatchView;
  onView: (change: Partial<BatchView>) => void;
}

/** The items with their inputs and answers, under the filter that the address names. */
export function ItemsTab({ batch, view, onView }: Props) {
  const join = useInputJoin(batch);
  const [opened, setOpened] = useState<ResultRow>();
  const { status, cause, item } = view;
  return (
    <div>
      <div className="mb-3 flex flex-wrap items-end justify-between gap-x-4 gap-y-3">
        <FilterControl batch={batch} view={view} onView={onView} />
        <ItemSearch key={item} item={item} onSearch={(id) => onView({ item: id })} />
      </div>
      {cause === null ? null : (
        <p className="mb-2 flex items-center gap-2 text-sm text-secondary">
          Only failures with <code>{cause}</code>
          <Button
            size="small"
            variant="quiet"
            icon={<X size={14} />}
            onClick={() => onView({ cause: null })}
          >
            All failures
          </Button>
        </p>
      )}
      {status === "running" || status === "waiting" ? (
        <NotDoneYet batch={batch} status={status} onShowAll={() => onView({ status: null })} />
      ) : (
        <ItemList
          // Another filter is another list: it starts at its top.
          key={`${status} ${cause}`}
          batch={batch}
          join={join}
          status={apiFilter(status)}
          cause={status === "cancelled" ? notDoneCode(batch) : cause}
          openItem={item}
          onOpen={(row) => {
            setOpened(row);
            onView({ item: row.customer_item_id });
          }}
        />
      )}
      {item === null ? null : (
        <ItemDetail
          key={item}
          batch={batch}
          customerItemId={item}
          known={opened?.customer_item_id === item ? opened : undefined}
          join={join}
          onClose={() => onView({ item: null })}
        />
      )}
    </div>
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

function ItemSearch({
  item,
  onSearch,
}: {
  item: string | null;
  onSearch: (id: string | null) => void;
}) {
  const [typed, setTyped] = useState(item ?? "");
  function search(event: FormEvent): void {
    event.preventDefault();
    onSearch(typed.trim() === "" ? null : typed.trim());
  }
  return (
    <form role="search" onSubmit={search} className="w-full sm:w-60">
      <TextField
        label={<span className="sr-only">Find an item by its whole id</span>}
        placeholder="Whole item id"
        mono
        autoComplete="off"
        spellCheck={false}
        maxLength={256}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        trailing={<Button type="submit">Find</Button>}
      />
    </form>
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
