import type { ResultRow } from "#contract/batches.ts";
import type { ReactNode } from "react";
import { formatCount } from "../../../format/counts.ts";
import { JsonView } from "../../../ui/json-view.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { readAnswer } from "./answer-reading.ts";
import { GatedText } from "./gated-text.tsx";
import { readInput } from "./input-reading.ts";
import { type InputJoin, useInputLine } from "./use-input-join.ts";

/** As people read it, or as the bytes that came. */
export type ItemView = "readable" | "json";

function Side({
  title,
  aside,
  children,
}: {
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
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

/** What was asked, or why it cannot be shown. */
export function InputPanel({
  join,
  customerItemId,
  view,
}: {
  join: InputJoin;
  customerItemId: string;
  view: ItemView;
}) {
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
        <JsonView
          bare
          wrap
          isSource
          label="Input line"
          value={line}
          fileName={`${customerItemId}.input.json`}
        />
      ) : (
        <Turns line={line} customerItemId={customerItemId} />
      )}
    </Side>
  );
}

function Turns({ line, customerItemId }: { line: string; customerItemId: string }) {
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
          <GatedText text={text} fileName={`${customerItemId}.input.${index + 1}.txt`} />
        </li>
      ))}
    </ol>
  );
}

/** What came back: the answer, or the error in its place. */
export function AnswerPanel({ row, view }: { row: ResultRow; view: ItemView }) {
  const { text, instead, usage } = readAnswer(row);
  const isJson = view === "json" || row.error !== null || (text === "" && instead === null);
  const value = view === "json" ? row : (row.error ?? row.response?.body);
  const tokens =
    usage === null ? undefined : (
      <span className="ml-auto text-xs">{formatCount(usage.output)} tokens</span>
    );
  return (
    <Side title={row.error === null ? "Answer" : "Error"} aside={tokens}>
      {isJson ? (
        <JsonView
          bare
          wrap
          label="Answer"
          value={value}
          fileName={`${row.customer_item_id}.answer.json`}
        />
      ) : (
        <div className="px-3 py-2.5">
          {text === "" ? (
            <p className="text-sm text-secondary">{instead}</p>
          ) : (
            <GatedText text={text} fileName={`${row.customer_item_id}.answer.txt`} />
          )}
        </div>
      )}
    </Side>
  );
}
