import type { Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { X } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useEndpoint } from "../../../api/query.ts";
import { formatCount } from "../../../format/counts.ts";
import { ApiErrorPanel } from "../../../layout/api-error-panel.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { IconButton } from "../../../ui/icon-button.tsx";
import { JsonView } from "../../../ui/json-view.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { SegmentedControl } from "../../../ui/segmented-control.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { FLAG_WORDS, readAnswer } from "./answer-reading.ts";
import { causeWords } from "./failure-causes.ts";
import { GatedText } from "./gated-text.tsx";
import { readInput } from "./input-reading.ts";
import { ItemFacts } from "./item-facts.tsx";
import { RowState } from "./row-state.tsx";
import { type InputJoin, useInputLine } from "./use-input-join.ts";

type View = "readable" | "json";

const VIEWS = [
  { value: "readable", label: "Readable" },
  { value: "json", label: "JSON" },
] as const;

interface Props {
  batch: Batch;
  customerItemId: string;
  /** The row where it is loaded already. */
  known: ResultRow | undefined;
  join: InputJoin;
  onClose: () => void;
}

/** One item: what was asked and what came back, side by side. */
export function ItemDetail({ batch, customerItemId, known, join, onClose }: Props) {
  const [view, setView] = useState<View>("readable");
  const isEnded = batch.completed_at !== null;
  const { data, error, refetch } = useEndpoint(
    contract.batches.results,
    { params: { id: batch.id }, query: { customer_item_id: customerItemId } },
    { enabled: known === undefined, refetchInterval: ({ data: page }) => (isEnded || page?.data.length === 1 ? false : 3_000) },
  );
  const row = known ?? data?.data[0];
  return (
    <section aria-label={`Item ${customerItemId}`} className="mt-4 border-t border-line pt-4">
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="min-w-0">
          <MonoId id={customerItemId} what="item id" className="text-ink" />
        </h2>
        {row === undefined ? null : <RowState row={row} />}
        <span className="grow" />
        <SegmentedControl label="Show as" size="small" segments={VIEWS} value={view} onChange={setView} />
        <IconButton label="Close item" size="small" icon={<X size={16} />} onClick={onClose} />
      </div>
      {row === undefined && error !== null ? (
        <ApiErrorPanel error={error} title="The item could not be loaded" onRetry={() => void refetch()} />
      ) : row === undefined && data === undefined ? (
        <Skeleton className="h-48 w-full" />
      ) : row === undefined ? (
        <NotThere batch={batch} join={join} customerItemId={customerItemId} />
      ) : (
        <>
          <Remarks row={row} />
          <div className="grid gap-3 md:grid-cols-2">
            <InputPanel join={join} customerItemId={customerItemId} view={view} />
            <AnswerPanel row={row} view={view} />
          </div>
          <ItemFacts batch={batch} row={row} />
        </>
      )}
    </section>
  );
}

function NotThere({ batch, join, customerItemId }: Pick<Props, "batch" | "join" | "customerItemId">) {
  const isInInput = join.kind === "ready" && join.index.has(customerItemId);
  if (join.kind === "ready" && !isInInput) {
    return (
      <EmptyState title="This batch has no such item">
        The id must be whole and exactly as it stands in the input; upper and lower case differ.
      </EmptyState>
    );
  }
  return batch.completed_at === null ? (
    <EmptyState title="This item is not done yet">Its answer appears here as soon as it is.</EmptyState>
  ) : (
    <EmptyState title="No result has this id">Check that the id is whole; upper and lower case differ.</EmptyState>
  );
}

/** What a reader should know before trusting the answer, or why there is none. */
function Remarks({ row }: { row: ResultRow }) {
  if (row.error !== null) {
    const { title, advice } = causeWords(row.error.code);
    return (
      <Callout tone="failed" title={title} className="mb-3">
        <p>{advice}</p>
        <p className="mt-1 text-secondary">
          <code>{row.error.code}</code>: {row.error.message}
        </p>
      </Callout>
    );
  }
  return readAnswer(row).flags.map((flag) => (
    <Callout key={flag} tone="attention" title={flag} className="mb-3">
      {FLAG_WORDS[flag]}
    </Callout>
  ));
}

function Side({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <Panel
      flush
      header={
        <>
          <h3 className="font-medium text-ink">{title}</h3>
          {aside}
        </>
      }
      className="flex max-h-160 flex-col [&>div:last-child]:min-h-0 [&>div:last-child]:overflow-auto"
    >
      {children}
    </Panel>
  );
}

function InputPanel({ join, customerItemId, view }: { join: InputJoin; customerItemId: string; view: View }) {
  const line = useInputLine(join, customerItemId);
  if (join.kind === "unavailable") {
    return (
      <Side title="Input">
        <p className="px-3 py-3 text-sm text-secondary">{join.why}</p>
      </Side>
    );
  }
  if (line === undefined) {
    return (
      <Side title="Input">
        <div className="p-3">
          <Skeleton className="h-24 w-full" />
        </div>
      </Side>
    );
  }
  return (
    <Side title="Input">
      {view === "json" ? (
        <JsonView bare wrap isSource label="Input line" value={line} fileName={`${customerItemId}.input.json`} />
      ) : (
        <Turns line={line} />
      )}
    </Side>
  );
}

function Turns({ line }: { line: string }) {
  const { turns } = readInput(JSON.parse(line));
  if (turns.length === 0) return <JsonView bare wrap isSource label="Input line" value={line} />;
  return (
    <ol>
      {turns.map(({ role, text }, index) => (
        <li
          // A turn has no identity but its place.
          // oxlint-disable-next-line react/no-array-index-key
          key={index}
          className="border-b border-line px-3 py-2.5 last:border-b-0"
        >
          <p className="mb-0.5 text-xs text-muted">{role}</p>
          <GatedText text={text} />
        </li>
      ))}
    </ol>
  );
}

function AnswerPanel({ row, view }: { row: ResultRow; view: View }) {
  const { text, instead, usage } = readAnswer(row);
  const isJson = view === "json" || row.error !== null || (text === "" && instead === null);
  const value = view === "json" ? row : (row.error ?? row.response?.body);
  const tokens = usage === null ? undefined : <span className="ml-auto text-xs">{formatCount(usage.output)} tokens</span>;
  return (
    <Side title={row.error === null ? "Answer" : "Error"} aside={tokens}>
      {isJson ? (
        <JsonView bare wrap label="Answer" value={value} fileName={`${row.customer_item_id}.answer.json`} />
      ) : (
        <div className="px-3 py-2.5">{text === "" ? <p className="text-sm text-secondary">{instead}</p> : <GatedText text={text} />}</div>
      )}
    </Side>
  );
}
