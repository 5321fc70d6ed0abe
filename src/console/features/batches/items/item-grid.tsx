import { type ComponentProps, useMemo } from "react";
import { useElementWidth } from "../../../ui/use-element-width.ts";
import { VirtualRows } from "../../../ui/virtual-rows.tsx";
import { itemColumns, type ListedItem } from "./item-columns.tsx";
import type { InputJoin } from "./use-input-join.ts";

interface Props extends Omit<
  ComponentProps<typeof VirtualRows<ListedItem>>,
  "label" | "columns" | "minWidthPx"
> {
  join: InputJoin;
  /** Told when the row after the last one is drawn; always the same function. */
  onNext?: () => void;
}

/** Below this the inputs give way, which an opened item shows as well. */
const WITH_INPUT_PX = 900;
/** Below this the list scrolls sideways. */
const NARROWEST_PX = 740;

/** A list of items in as many columns as there is room for. */
export function ItemGrid({ join, onNext, ...rows }: Props) {
  const [box, width] = useElementWidth<HTMLDivElement>();
  const hasInput = (width ?? 0) >= WITH_INPUT_PX && join.kind !== "unavailable";
  const columns = useMemo(() => itemColumns(join, hasInput, onNext), [join, hasInput, onNext]);
  return (
    <div ref={box}>
      <VirtualRows
        {...rows}
        label="Items"
        columns={columns}
        minWidthPx={hasInput ? WITH_INPUT_PX : NARROWEST_PX}
      />
    </div>
  );
}
