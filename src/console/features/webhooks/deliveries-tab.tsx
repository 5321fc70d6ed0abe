import { DELIVERY_STATUSES, type Delivery } from "#contract/webhooks.ts";
import { useId, useState, type FormEvent } from "react";
import { useSearchParams } from "react-router";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SegmentedControl } from "../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { readDeliveryFilters, withDeliveryFilters } from "./delivery-filters.ts";
import { DeliveryRow } from "./delivery-row.tsx";
import { FoldList } from "./fold-row.tsx";
import { RedeliverFailed } from "./redeliver-failed.tsx";
import { useDeliveries } from "./use-deliveries.ts";

type StatusChoice = Delivery["status"] | "all";

const SEGMENTS: readonly { value: StatusChoice; label: string }[] = [
  { value: "all", label: "All" },
  ...DELIVERY_STATUSES.map((status) => ({ value: status, label: status })),
];

/** Every delivery of the organisation with its attempts; filters, page and the open one stand in the address. */
export function DeliveriesTab() {
  const [search, setSearch] = useSearchParams();
  const filters = readDeliveryFilters(search);
  const { data, error, refetch, isRefetching, dataUpdatedAt } = useDeliveries(filters);
  const change = (changes: Parameters<typeof withDeliveryFilters>[1]): void =>
    setSearch(withDeliveryFilters(search, changes));

  return (
    <>
      <h2 className="sr-only">Deliveries</h2>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-3">
        <SegmentedControl
          label="Status of deliveries"
          segments={SEGMENTS}
          value={filters.status ?? "all"}
          onChange={(status) => change({ status: status === "all" ? "" : status })}
        />
        <span className="ml-auto flex flex-wrap items-center gap-2">
          {error !== null && data !== undefined ? (
            <StaleBadge since={dataUpdatedAt} reason={error.message} />
          ) : null}
          <RedeliverFailed />
        </span>
      </div>
      <OwnerFilter
        key={`${filters.batch_id} ${filters.run_id}`}
        filters={filters}
        onChange={change}
      />
      {data === undefined ? (
        error === null ? (
          <SkeletonRows label="Loading deliveries" />
        ) : (
          <ApiErrorPanel
            error={error}
            title="The deliveries could not be loaded"
            onRetry={() => void refetch()}
            isRetrying={isRefetching}
          />
        )
      ) : (
        <DeliveryList
          deliveries={data.data}
          nextCursor={data.next_cursor}
          isFiltered={Object.keys(filters).length > 0}
        />
      )}
    </>
  );
}

interface OwnerFilterProps {
  filters: ReturnType<typeof readDeliveryFilters>;
  onChange: (changes: { batch_id: string; run_id: string }) => void;
}

/** One field for both: an id says by its prefix what it is of. */
function OwnerFilter({ filters, onChange }: OwnerFilterProps) {
  const id = useId();
  const [text, setText] = useState(filters.batch_id ?? filters.run_id ?? "");
  function submit(event: FormEvent): void {
    event.preventDefault();
    const isRun = text.trim().startsWith("run_");
    onChange({ batch_id: isRun ? "" : text, run_id: isRun ? text : "" });
  }
  return (
    <form noValidate onSubmit={submit} className="mb-4 w-full max-w-md">
      <TextField
        id={id}
        label="Batch or run"
        mono
        placeholder="bat_… or run_…"
        spellCheck={false}
        value={text}
        onChange={({ target }) => setText(target.value)}
        trailing={<Button type="submit">Filter</Button>}
      />
    </form>
  );
}

interface DeliveryListProps {
  deliveries: readonly Delivery[];
  nextCursor: string | null;
  isFiltered: boolean;
}

function DeliveryList({ deliveries, nextCursor, isFiltered }: DeliveryListProps) {
  const [search, setSearch] = useSearchParams();
  const openId = search.get("delivery");

  function toggle(id: string): void {
    const next = new URLSearchParams(search);
    if (id === openId) next.delete("delivery");
    else next.set("delivery", id);
    setSearch(next, { replace: true });
  }

  if (deliveries.length === 0) {
    return isFiltered ? (
      <EmptyState
        title="No delivery matches"
        actions={<Button onClick={() => setSearch({ tab: "deliveries" })}>Show all</Button>}
      />
    ) : (
      <EmptyState
        title="Nothing was delivered yet"
        actions={
          <Button variant="primary" onClick={() => setSearch({ tab: "endpoint" })}>
            Set an endpoint
          </Button>
        }
      >
        A delivery is made when a batch or a run with a webhook ends, or for a test event.
      </EmptyState>
    );
  }
  return (
    <>
      <FoldList label="Deliveries, newest first">
        {deliveries.map((delivery) => (
          <DeliveryRow
            key={delivery.id}
            delivery={delivery}
            isOpen={delivery.id === openId}
            onToggle={() => toggle(delivery.id)}
          />
        ))}
      </FoldList>
      <div className="mt-3 flex gap-2">
        {search.has("cursor") ? (
          <Button onClick={() => setSearch(withDeliveryFilters(search, { cursor: "" }))}>
            Newest
          </Button>
        ) : null}
        {nextCursor === null ? null : (
          <Button onClick={() => setSearch(withDeliveryFilters(search, { cursor: nextCursor }))}>
            Older
          </Button>
        )}
      </div>
    </>
  );
}
