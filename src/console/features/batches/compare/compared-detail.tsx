import { ResultRow } from "#contract/batches.ts";
import { X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { Callout } from "../../../ui/callout.tsx";
import { IconButton } from "../../../ui/icon-button.tsx";
import { MonoId } from "../../../ui/mono-id.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { itemRow } from "../items/item-row.ts";
import { RowState } from "../items/row-state.tsx";
import type { CompareQuestion } from "./compare-worker.ts";
import { type ComparedRow, type ComparedSide, sideText } from "./compared-rows.ts";
import { type DiffPart, diffWords } from "./word-diff.ts";

interface Props {
  row: ComparedRow;
  artifacts: CompareQuestion;
  onClose: () => void;
}

type Sides = { earlier: ResultRow | null; later: ResultRow | null };

/** One item in both batches, the words in which the answers differ marked. */
export function ComparedDetail({ row, artifacts, onClose }: Props) {
  const read = useSides(row, artifacts);
  const section = useRef<HTMLElement>(null);
  const isThere = read !== undefined;
  useEffect(() => {
    // Opened below the list, it may lie outside of the window; once it is there, what follows moves nothing.
    if (isThere) section.current?.scrollIntoView({ block: "nearest" });
  }, [isThere]);
  return (
    <section
      ref={section}
      aria-label={`Compared item ${row.custom_id}`}
      className="mt-4 scroll-mt-16 scroll-mb-12 border-t border-line pt-4"
    >
      <div className="mb-3 flex flex-wrap items-center gap-x-3 gap-y-2">
        <h3 className="min-w-0">
          <MonoId id={row.custom_id} what="item id" className="text-ink" />
        </h3>
        <span className="grow" />
        <IconButton label="Close item" size="small" icon={<X size={16} />} onClick={onClose} />
      </div>
      {read === undefined ? (
        <Skeleton className="h-40 w-full" />
      ) : read instanceof Error ? (
        <Callout tone="failed">The item could not be read: {read.message}</Callout>
      ) : (
        <BothSides sides={read} isChanged={row.verdict === "changed"} />
      )}
    </section>
  );
}

/** Longer texts are not laid out whole: their lines can be downloaded. */
const SHOWN_CHARACTERS = 50_000;

function BothSides({ sides, isChanged }: { sides: Sides; isChanged: boolean }) {
  const earlier = sides.earlier === null ? "" : sideText(sides.earlier).slice(0, SHOWN_CHARACTERS);
  const later = sides.later === null ? "" : sideText(sides.later).slice(0, SHOWN_CHARACTERS);
  const parts = isChanged
    ? diffWords(earlier, later)
    : {
        before: [{ text: earlier, isChanged: false }],
        after: [{ text: later, isChanged: false }],
      };
  return (
    <div className="grid gap-3 md:grid-cols-2">
      <Side title="Earlier" result={sides.earlier} parts={parts.before} mark="del" />
      <Side title="Later" result={sides.later} parts={parts.after} mark="ins" />
    </div>
  );
}

interface SideProps {
  title: string;
  result: ResultRow | null;
  parts: readonly DiffPart[];
  mark: "del" | "ins";
}

function Side({ title, result, parts, mark: Mark }: SideProps) {
  const length = parts.reduce((sum, { text }) => sum + text.length, 0);
  return (
    <Panel
      header={
        <>
          <h4 className="font-medium text-ink">{title}</h4>
          {result === null ? null : (
            <span className="ml-auto">
              <RowState row={itemRow(result)} />
            </span>
          )}
        </>
      }
    >
      <p className="text-sm break-words whitespace-pre-wrap">
        {result === null ? (
          <span className="text-muted">This batch has no such item.</span>
        ) : length === 0 ? (
          <span className="text-muted">No text.</span>
        ) : (
          parts.map(({ text, isChanged }, index) =>
            isChanged ? (
              <Mark
                // A part has no identity but its place.
                // oxlint-disable-next-line react/no-array-index-key
                key={index}
                className="rounded-xs bg-wash decoration-1 underline-offset-2 [ins&]:font-semibold"
              >
                {text}
              </Mark>
            ) : (
              text
            ),
          )
        )}
      </p>
      {length === SHOWN_CHARACTERS ? (
        <p className="mt-2 text-sm text-muted">Only the beginning is compared word by word.</p>
      ) : null}
    </Panel>
  );
}

function useSides(row: ComparedRow, artifacts: CompareQuestion): Sides | Error | undefined {
  const [read, setRead] = useState<Sides | Error>();
  useEffect(() => {
    let isCurrent = true;
    const keep = (sides: Sides | Error): void => {
      if (isCurrent) setRead(sides);
    };
    Promise.all([readSide(row.earlier, artifacts.earlier), readSide(row.later, artifacts.later)])
      .then(([earlier, later]) => keep({ earlier, later }))
      .catch((error: unknown) => keep(error instanceof Error ? error : new Error(String(error))));
    return () => {
      isCurrent = false;
    };
  }, [row, artifacts]);
  return read;
}

async function readSide(
  side: ComparedSide | null,
  artifacts: readonly Blob[],
): Promise<ResultRow | null> {
  const artifact = side === null ? undefined : artifacts[side.file];
  if (side === null || artifact === undefined) return null;
  const line = await artifact.slice(side.offset, side.offset + side.sizeBytes).text();
  return ResultRow.parse(JSON.parse(line));
}
