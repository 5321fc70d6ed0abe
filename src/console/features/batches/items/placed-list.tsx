import type { Batch } from "#contract/batches.ts";
import type { Ref } from "react";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import type { VirtualRowsHandle } from "../../../ui/virtual-rows.tsx";
import { idOf, type ListedItem } from "./item-columns.tsx";
import { ItemGrid } from "./item-grid.tsx";
import { rowAt } from "./placed-rows.ts";
import type { InputJoin } from "./use-input-join.ts";
import { usePlacedRows } from "./use-results.ts";

interface Props {
  batch: Batch;
  join: InputJoin;
  openItem: string | null;
  onOpen: (customerItemId: string) => void;
  ref: Ref<VirtualRowsHandle>;
}

/** Every item of the batch at its place in the input, whether it is done or not; results fill in where they belong. */
export function PlacedList({ batch, join, openItem, onOpen, ref }: Props) {
  const { state, show, retry } = usePlacedRows(batch);
  const isEnded = batch.completed_at !== null;
  const itemAt = (place: number): ListedItem => {
    const row = rowAt(state, place);
    if (row === undefined) return "loading";
    return row ?? (isEnded ? "no_result" : "not_done");
  };
  const { error, isReading, pages } = state;
  if (error !== null && pages.size === 0) {
    return (
      <ApiErrorPanel
        error={error}
        title="The results could not be loaded"
        onRetry={retry}
        isRetrying={isReading}
      />
    );
  }
  return (
    <>
      <ItemGrid
        ref={ref}
        itemAt={itemAt}
        join={join}
        count={batch.item_count}
        openIndex={openItem === null ? undefined : openPlace(state, openItem)}
        onRange={show}
        onOpen={(place) => {
          const id = idOf(itemAt(place), place, join);
          if (id !== undefined) onOpen(id);
        }}
        className="max-h-[max(24rem,calc(100dvh-32rem))]"
      />
      {error === null ? null : (
        <ApiErrorPanel
          error={error}
          title="These rows could not be loaded"
          onRetry={retry}
          isRetrying={isReading}
        />
      )}
    </>
  );
}

function openPlace(
  { pages }: ReturnType<typeof usePlacedRows>["state"],
  openItem: string,
): number | undefined {
  for (const { rows } of pages.values())
    for (const row of rows.values()) if (row.customer_item_id === openItem) return row.place;
  return undefined;
}
