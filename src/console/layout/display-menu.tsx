import { SlidersHorizontal } from "lucide-react";
import { Menu } from "../ui/menu.tsx";
import { lazyPart, useFetchedAhead } from "./lazy-part.tsx";

const load = () => import("./display-controls.tsx");
const AHEAD = [load];

/** How the console looks, once its code has come; the place is as high before. */
export const DisplayControls = lazyPart(
  async () => (await load()).DisplayControls,
  <div className="h-20" />,
);

/** The same behind one button, where the bar is short of room. */
export function DisplayMenu() {
  useFetchedAhead(AHEAD);
  return (
    <Menu
      variant="quiet"
      align="end"
      label="Display"
      button={<SlidersHorizontal size={16} aria-hidden="true" />}
    >
      {() => (
        <div className="p-2">
          <DisplayControls />
        </div>
      )}
    </Menu>
  );
}
