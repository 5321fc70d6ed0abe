import { type RefObject, useEffect, useRef } from "react";
import type { VirtualRowsHandle } from "../../../ui/virtual-rows.tsx";

/** Brings the place that the address names into view when it comes up or changes, as by the back button. */
export function useRevealedPlace(list: RefObject<VirtualRowsHandle | null>, place: number): void {
  const revealed = useRef(0);
  useEffect(() => {
    // The top, where a list is anyway at first, is not to be made its active row.
    if (place === revealed.current) return;
    revealed.current = place;
    list.current?.reveal(place);
  }, [list, place]);
}
