import { formatBytes } from "../../format/bytes.ts";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { Callout } from "../../ui/callout.tsx";
import { SectionHeading } from "../../ui/headings.tsx";
import { type VirtualColumn, VirtualRows } from "../../ui/virtual-rows.tsx";
import type { InputCheck } from "./check-input.ts";
import type { PreviewItem } from "./read-rows.ts";
import { useRows } from "./use-rows.ts";

interface Props {
  input: Blob;
  result: InputCheck;
}

const ROW_HEIGHT = 32;
const MOST_ROWS_IN_VIEW = 9;

const COLUMNS: readonly VirtualColumn<PreviewItem | undefined>[] = [
  {
    id: "line",
    header: "Line",
    width: "76px",
    numeric: true,
    cell: (_item, index) => <span className="text-muted">{formatCount(index + 1)}</span>,
  },
  {
    id: "id",
    header: "Item",
    width: "minmax(110px, 160px)",
    mono: true,
    cell: (item) => item?.custom_id ?? "…",
  },
  {
    id: "model",
    header: "Model",
    width: "minmax(110px, 160px)",
    mono: true,
    cell: (item) => item?.models.join(", "),
  },
  { id: "operation", header: "Operation", width: "96px", cell: (item) => item?.operation },
  {
    id: "prompt",
    header: "Input",
    width: "minmax(160px, 1fr)",
    cell: (item) => <span className="text-secondary">{item?.prompt}</span>,
  },
  {
    id: "size",
    header: "Size",
    width: "80px",
    numeric: true,
    cell: (item) => sizeOf(item?.bytes),
  },
];

/** Every item of a good input as it will be read, from the file where it lies. */
export function PreviewTable({ input, result: { summary, anchors } }: Props) {
  const rows = useRows(input, anchors);
  const count = summary.line_count;
  if (rows.failure !== undefined) {
    return (
      <Callout className="mt-5" tone="attention" title="The items cannot be shown">
        {rows.failure} A file that was moved or changed since it was chosen has to be chosen again.
      </Callout>
    );
  }
  return (
    <div className="mt-5">
      <SectionHeading level={3} title="Preview" note={`all ${plural(count, "item")}`} />
      <div
        className="overflow-hidden rounded-lg border border-line"
        style={{ height: (Math.min(count, MOST_ROWS_IN_VIEW) + 1) * ROW_HEIGHT + 2 }}
      >
        <VirtualRows
          label="Preview of the items"
          className="h-full"
          count={count}
          minWidthPx={660}
          rowHeightPx={ROW_HEIGHT}
          itemAt={(index) => rows.row(index)}
          columns={COLUMNS}
        />
      </div>
    </div>
  );
}

function sizeOf(bytes: number | undefined): string {
  return bytes === undefined ? "" : formatBytes(bytes);
}
