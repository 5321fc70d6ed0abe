import { formatCount } from "../../../format/counts.ts";
import { plural } from "../../../format/plural.ts";
import { Button } from "../../../ui/button.tsx";
import { ShareBar } from "../../../ui/share-bar.tsx";
import type { MergedExport } from "./use-merged-export.ts";

/** How far an export is, and how to stop it, hung below what it is put beside; nothing while there is none. */
export function ExportProgress({
  merged: { rowCount, cancel },
  itemCount,
}: {
  merged: MergedExport;
  itemCount: number;
}) {
  if (rowCount === null) return null;
  return (
    <section
      aria-label="Export"
      // It floats, so that nothing on the page moves when an export begins or ends.
      className="absolute top-full left-0 z-20 mt-1 w-64 rounded-lg border border-edge bg-raised p-3 text-sm shadow-float md:right-0 md:left-auto"
    >
      <p className="flex justify-between gap-3 tabular-nums">
        <span className="font-medium">Exporting</span>
        <span className="text-secondary">
          {formatCount(rowCount)} of {plural(itemCount, "item")}
        </span>
      </p>
      <ShareBar
        share={rowCount / Math.max(1, itemCount)}
        label="Exported"
        className="my-2.5 w-full rounded-xs bg-waiting-soft"
      />
      <Button size="small" onClick={cancel}>
        Stop export
      </Button>
    </section>
  );
}
