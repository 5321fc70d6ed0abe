import { EmptyState } from "../../../ui/empty-state.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { type VirtualColumn, VirtualRows } from "../../../ui/virtual-rows.tsx";
import type { FailedLine } from "./failed-lines.ts";
import { FailedLineEditor } from "./failed-line-editor.tsx";
import { useRepairView } from "./repair-search.ts";
import type { Repair } from "./use-repair.ts";

/** The failed lines at the left, the one that is open in an editor at the right; below each other where it is narrow. */
export function RepairLines({ repair }: { repair: Repair }) {
  const [{ cause, item }, onView] = useRepairView();
  const shown = repair.lines.filter(({ code }) => cause === null || code === cause);
  const found = shown.findIndex(({ custom_id }) => custom_id === item);
  const at = found === -1 ? 0 : found;
  const open = shown[at];
  if (open === undefined) {
    return (
      <EmptyState title="No line has this cause">Choose all lines, or another cause.</EmptyState>
    );
  }
  return (
    <div className="grid gap-4 md:grid-cols-[minmax(0,5fr)_minmax(0,7fr)]">
      <VirtualRows
        // Another cause is another list: it starts at its top.
        key={cause}
        label="Failed lines"
        count={shown.length}
        columns={columnsFor(repair)}
        itemAt={(index) => shown[index]}
        rowKey={(index) => shown[index]?.custom_id ?? ""}
        openIndex={at}
        onOpen={(index) => onView({ item: shown[index]?.custom_id ?? null })}
        minWidthPx={260}
        className="max-h-44 border-line md:max-h-112 md:border-r"
      />
      <FailedLineEditor
        key={open.custom_id}
        line={open}
        repair={repair}
        place={{ at, count: shown.length }}
        onGo={(step) => onView({ item: shown[at + step]?.custom_id ?? null })}
      />
    </div>
  );
}

function columnsFor(repair: Repair): VirtualColumn<FailedLine | undefined>[] {
  return [
    {
      id: "item",
      header: "Item",
      width: "minmax(100px, 1fr)",
      mono: true,
      cell: (line) => line?.custom_id,
    },
    {
      id: "state",
      header: "State",
      width: "128px",
      cell: (line) => (line === undefined ? null : <LineState line={line} repair={repair} />),
    },
  ];
}

function LineState({ line, repair }: { line: FailedLine; repair: Repair }) {
  const { custom_id, code } = line;
  if (repair.edits.leftOut.has(custom_id))
    return <StatusBadge tone="waiting">left out</StatusBadge>;
  if (repair.problems.has(custom_id)) return <StatusBadge tone="failed">cannot go</StatusBadge>;
  if (repair.edits.texts.has(custom_id)) return <StatusBadge tone="done">changed</StatusBadge>;
  return <span className="text-muted">{code}</span>;
}
