import type { KnownModels } from "#contract/manifest/known-models.ts";
import { useMemo, useState } from "react";
import { useModels } from "../../catalog/queries.ts";
import { applyChange } from "./apply-change.ts";
import type { BulkChange } from "./bulk-change.ts";
import type { FailedLine } from "./failed-lines.ts";
import { type LineProblems, lineProblems } from "./line-problems.ts";
import { keptLines, leaveOut, NO_EDITS, type RepairEdits, rewrite } from "./repair-edits.ts";

interface Step {
  edits: RepairEdits;
  problems: LineProblems;
}

export interface Repair extends Step {
  lines: readonly FailedLine[];
  kept: readonly FailedLine[];
  /** The kept lines that cannot be sent as they are. */
  badCount: number;
  canUndo: boolean;
  edit: (line: FailedLine, text: string) => void;
  setLeftOut: (lines: readonly FailedLine[], isOut: boolean) => void;
  /** Changes many at once, and says how many lines that made different. Until it has, nothing else may be changed. */
  change: (lines: readonly FailedLine[], change: BulkChange) => Promise<number>;
  isChanging: boolean;
  /** Takes back the last change of many lines, or the last leaving out. */
  undo: () => void;
}

const MOST_STEPS_BACK = 20;
const AS_SENT: Step = { edits: NO_EDITS, problems: new Map() };

/** The failed lines with what was changed of them since. */
export function useRepair(lines: readonly FailedLine[]): Repair {
  const knownModels = useKnownModels();
  const [step, setStep] = useState(AS_SENT);
  const [before, setBefore] = useState<readonly Step[]>([]);
  const [isChanging, setChanging] = useState(false);
  const kept = useMemo(() => keptLines(step.edits, lines), [step.edits, lines]);
  const { leftOut } = step.edits;

  const withProblems = (
    edits: RepairEdits,
    touched: readonly FailedLine[],
    found: LineProblems,
  ): Step => {
    const problems = new Map(step.problems);
    for (const { custom_id } of touched) problems.delete(custom_id);
    for (const [id, sentences] of found) problems.set(id, sentences);
    return { edits, problems };
  };
  const take = (next: Step): void => {
    setBefore([...before, step].slice(-MOST_STEPS_BACK));
    setStep(next);
  };
  return {
    ...step,
    lines,
    kept,
    badCount: [...step.problems.keys()].filter((id) => !leftOut.has(id)).length,
    canUndo: before.length > 0,
    edit(line, text) {
      const edits = rewrite(step.edits, [line], () => text);
      setStep(withProblems(edits, [line], lineProblems(edits, [line], knownModels)));
    },
    setLeftOut: (some, isOut) => take({ ...step, edits: leaveOut(step.edits, some, isOut) }),
    isChanging,
    async change(some, change) {
      setChanging(true);
      try {
        const applied = await applyChange(step.edits, some, change, knownModels);
        const { edits, touched, problems } = applied;
        if (touched.length > 0) take(withProblems(edits, touched, problems));
        return touched.length;
      } finally {
        setChanging(false);
      }
    },
    undo() {
      const last = before.at(-1);
      if (last === undefined) return;
      setStep(last);
      setBefore(before.slice(0, -1));
    },
  };
}

/** The models that can be asked for; undefined while the catalog is not there, when every name is good. */
function useKnownModels(): KnownModels | undefined {
  const models = useModels().data;
  return useMemo(
    () => models && new Map(models.data.map(({ slug, operations }) => [slug, operations])),
    [models],
  );
}
