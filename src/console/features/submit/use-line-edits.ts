import type { LineEdits } from "#contract/manifest/line-edits.ts";
import { useMemo, useState } from "react";

/** A line's new text, null to leave it out, undefined to have it as it came. */
type LineChange = { line: number; to: string | null | undefined };

export interface LineEditing {
  /** All changes so far, over the file as it came. */
  edits: LineEdits;
  change: (line: number, to: LineChange["to"]) => void;
  /** The line of the last change; undefined when there is none to take back. */
  lastLine: number | undefined;
  undo: () => void;
}

const NONE: readonly LineChange[] = [];

/** What was changed by hand in the lines of an input, step by step; forgotten with the input. */
export function useLineEdits(input: Blob | undefined): LineEditing {
  const [kept, setKept] = useState<{ input: Blob | undefined; changes: readonly LineChange[] }>();
  const changes = kept !== undefined && kept.input === input ? kept.changes : NONE;
  const edits = useMemo(() => editsOf(changes), [changes]);
  return {
    edits,
    change: (line, to) => setKept({ input, changes: [...changes, { line, to }] }),
    lastLine: changes.at(-1)?.line,
    undo: () => setKept({ input, changes: changes.slice(0, -1) }),
  };
}

function editsOf(changes: readonly LineChange[]): LineEdits {
  const edits = new Map<number, string | null>();
  for (const { line, to } of changes) {
    if (to === undefined) edits.delete(line);
    else edits.set(line, to);
  }
  return edits;
}
