import type { Batch } from "#contract/batches.ts";
import { formatCount } from "../../../format/counts.ts";
import { plural } from "../../../format/plural.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { Section } from "../../../layout/page.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { type Segment, SegmentedControl } from "../../../ui/segmented-control.tsx";
import { SkeletonRows } from "../../../ui/skeleton.tsx";
import { StatusBadge } from "../../../ui/status-badge.tsx";
import { type VirtualColumn, VirtualRows } from "../../../ui/virtual-rows.tsx";
import type { BatchView } from "../batch-search.ts";
import { ComparedDetail } from "./compared-detail.tsx";
import type { ComparedArtifacts, ComparedRow } from "./compared-rows.ts";
import { useComparison } from "./use-comparison.ts";
import { type Verdict, VERDICT_WORDS, VERDICTS } from "./verdicts.ts";

interface ViewProps {
  view: BatchView;
  onView: (change: Partial<BatchView>) => void;
}

interface Props extends ViewProps {
  earlier: Batch;
  later: Batch;
}

/** What became of each item from one batch to the other, under the filter that the address names. */
export function ComparedItems({ earlier, later, view, onView }: Props) {
  const { comparison, retry } = useComparison(earlier, later);
  switch (comparison.kind) {
    case "loading":
      return (
        <Section title="Item by item" note="reading both batches’ files">
          <SkeletonRows rows={8} label="Comparing items" />
        </Section>
      );
    case "too_large":
      return (
        <Section title="Item by item">
          <EmptyState title="Too much to compare here">{comparison.why}</EmptyState>
        </Section>
      );
    case "failed":
      return (
        <Section title="Item by item">
          <ApiErrorPanel
            error={comparison.error}
            title="The batches could not be compared"
            onRetry={retry}
          />
        </Section>
      );
    case "ready": {
      const { rows, unreadable, artifacts } = comparison;
      const open = rows.find(({ custom_id }) => custom_id === view.item);
      return (
        <Section title="Item by item" note={plural(rows.length, "item")}>
          <Unreadable {...unreadable} />
          <VerdictFilter rows={rows} view={view} onView={onView} />
          <RowList rows={rows} view={view} onView={onView} />
          {open === undefined ? null : (
            <ComparedDetail
              key={open.custom_id}
              row={open}
              artifacts={artifacts}
              onClose={() => onView({ item: null })}
            />
          )}
        </Section>
      );
    }
  }
}

/** What is missing for its lines being damaged must not look as if the batch had never had it. */
function Unreadable({ earlier, later }: ComparedArtifacts["unreadable"]) {
  if (earlier + later === 0) return null;
  return (
    <Callout tone="attention" className="mb-3">
      {plural(earlier + later, "result line")} could not be read ({formatCount(earlier)} of the
      earlier batch, {formatCount(later)} of the later): the item of each counts as one that its
      batch does not have.
    </Callout>
  );
}

interface RowsProps extends ViewProps {
  rows: readonly ComparedRow[];
}

function VerdictFilter({ rows, view, onView }: RowsProps) {
  const counts = new Map<Verdict, number>();
  for (const { verdict } of rows) counts.set(verdict, (counts.get(verdict) ?? 0) + 1);
  const segments: Segment<Verdict | "all">[] = [
    { value: "all", label: "All", count: formatCount(rows.length) },
    ...VERDICTS.map((verdict) => ({
      value: verdict,
      label: VERDICT_WORDS[verdict].label,
      count: formatCount(counts.get(verdict) ?? 0),
    })),
  ];
  return (
    <SegmentedControl
      label="Show items that are"
      size="small"
      segments={segments}
      value={view.verdict ?? "all"}
      onChange={(value) => onView({ verdict: value === "all" ? null : value })}
      className="mb-3"
    />
  );
}

function RowList({ rows, view, onView }: RowsProps) {
  const { verdict, item } = view;
  const shown = verdict === null ? rows : rows.filter((row) => row.verdict === verdict);
  if (shown.length === 0) {
    return (
      <EmptyState title="No such item">
        {verdict === null
          ? "Neither batch has an item."
          : `Of no item it is so: ${VERDICT_WORDS[verdict].meaning.toLowerCase()}.`}
      </EmptyState>
    );
  }
  const openIndex = shown.findIndex(({ custom_id }) => custom_id === item);
  return (
    <VirtualRows
      // Another filter is another list: it starts at its top.
      key={verdict}
      label="Compared items"
      count={shown.length}
      columns={COLUMNS}
      itemAt={(index) => shown[index]}
      rowKey={(index) => shown[index]?.custom_id ?? ""}
      openIndex={openIndex === -1 ? undefined : openIndex}
      onOpen={(index) => onView({ item: shown[index]?.custom_id ?? null })}
      minWidthPx={620}
      className="max-h-96"
    />
  );
}

function sideOf(name: "earlier" | "later") {
  return (row: ComparedRow | undefined) => (
    <span className="text-secondary">{row?.[name]?.excerpt ?? "–"}</span>
  );
}

const COLUMNS: readonly VirtualColumn<ComparedRow | undefined>[] = [
  {
    id: "item",
    header: "Item",
    width: "minmax(140px, 0.8fr)",
    mono: true,
    cell: (row) => row?.custom_id,
  },
  { id: "earlier", header: "Earlier", width: "minmax(120px, 1.3fr)", cell: sideOf("earlier") },
  { id: "later", header: "Later", width: "minmax(120px, 1.3fr)", cell: sideOf("later") },
  {
    id: "verdict",
    header: "Outcome",
    width: "156px",
    cell: (row) => (row === undefined ? null : <VerdictBadge verdict={row.verdict} />),
  },
];

function VerdictBadge({ verdict }: { verdict: Verdict }) {
  const { label, meaning, tone } = VERDICT_WORDS[verdict];
  return (
    <StatusBadge tone={tone} title={meaning}>
      {label.toLowerCase()}
    </StatusBadge>
  );
}
