import { SlidersHorizontal } from "lucide-react";
import { Menu } from "../ui/menu.tsx";
import { lazyPart, useIsAhead } from "./lazy-part.tsx";

const COMING = <div className="h-19" />;

/** How the console looks, once its code has come; the place is as high before. */
export const DisplayControls = lazyPart(
  async () => (await import("./display-controls.tsx")).DisplayControls,
  COMING,
);

/** The same behind one button, where the bar is short of room. */
export function DisplayMenu() {
  // Its panel is there before it is opened, and is not needed for the first paint.
  const isAhead = useIsAhead();
  return (
    <Menu
      variant="quiet"
      align="end"
      label="Display"
      button={<SlidersHorizontal size={16} aria-hidden="true" />}
    >
      {() => <div className="p-2">{isAhead ? <DisplayControls /> : COMING}</div>}
    </Menu>
  );
}
