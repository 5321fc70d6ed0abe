import type { ComponentProps } from "react";
import { useElementWidth } from "../../../ui/use-element-width.ts";
import { VirtualRows } from "../../../ui/virtual-rows.tsx";
import { itemColumns, type ListedItem } from "./item-columns.tsx";
import type { InputJoin } from "./use-input-join.ts";

interface Props extends Omit<
  ComponentProps<typeof VirtualRows>,
  "label" | "columns" | "minWidthPx"
> {
  itemAt: (index: number) => ListedItem;
  join: InputJoin;
}

/** Below this the inputs give way, which an opened item shows as well. */
const WITH_INPUT_PX = 900;
/** Below this the list scrolls sideways. */
const NARROWEST_PX = 740;

/** A list of items in as many columns as there is room for. */
export function ItemGrid({ itemAt, join, ...rows }: Props) {
  const [box, width] = useElementWidth<HTMLDivElement>();
  const hasInput = (width ?? 0) >= WITH_INPUT_PX && join.kind !== "unavailable";
  return (
    <div ref={box}>
      <VirtualRows
        {...rows}
        label="Items"
        columns={itemColumns(itemAt, join, hasInput)}
        minWidthPx={hasInput ? WITH_INPUT_PX : NARROWEST_PX}
      />
    </div>
  );
}
