import { Search } from "lucide-react";
import { Kbd } from "../../ui/kbd.tsx";
import { isMac } from "./is-mac.ts";
import { showDialog } from "./palette-store.ts";
import { keyLabel } from "./shortcuts.ts";

/** The way into the palette by pointer: a box where there is room, a drawing where there is none. */
export function SearchBox() {
  return (
    <button
      type="button"
      aria-haspopup="dialog"
      aria-keyshortcuts={isMac() ? "Meta+K" : "Control+K"}
      onClick={() => showDialog("palette")}
      className="inline-flex h-8 shrink-0 items-center gap-2 rounded-md border border-edge bg-raised px-2 text-sm whitespace-nowrap text-muted transition-colors hover:border-edge-strong hover:text-ink xl:w-68 pointer-coarse:h-11 pointer-coarse:min-w-11 pointer-coarse:justify-center"
    >
      <Search size={15} aria-hidden="true" className="shrink-0" />
      <span className="max-xl:sr-only">Search or run a command</span>
      <Kbd aria-hidden="true" className="ml-auto border-transparent max-xl:hidden">
        {keyLabel("Mod+k", isMac())}
      </Kbd>
    </button>
  );
}
