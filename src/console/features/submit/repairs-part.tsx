import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { useMemo, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { InputCheck } from "./check-input.ts";
import type { LocalInput } from "./local-input.ts";
import { ByHand, LeaveOut, RepairChoices } from "./repair-choices.tsx";
import { announcement, RepairProgressPart } from "./repair-progress-part.tsx";
import { RepairResult } from "./repair-result.tsx";
import { firstChoice, withChoice } from "./repair-words.ts";
import { unmendedLines } from "./unmended-lines.ts";
import type { LineEditing } from "./use-line-edits.ts";
import type { Repair } from "./use-repair.ts";

interface Props {
  input: LocalInput;
  result: InputCheck;
  /** Of the check; none of a good input. */
  issues: readonly ManifestIssue[];
  editing: LineEditing;
  repair: Repair;
  /** The repaired input takes the place of this one. */
  onUse: (repaired: Blob) => void;
}

/** The repairs that an input may have: chosen, made, looked at, and then used or saved. */
export function RepairsPart({ input, result, issues, editing, repair, onUse }: Props) {
  const [chosen, setChosen] = useState(() => firstChoice(result.repairs));
  const [leavesOut, setLeavesOut] = useState(false);
  const { state } = repair;
  const { edits } = editing;
  const button = useRef<HTMLButtonElement>(null);
  const unmended = useMemo(
    () => (chosen.has("array_to_lines") ? [] : unmendedLines(issues, chosen, edits)),
    [issues, chosen, edits],
  );
  const left = leavesOut ? unmended : [];
  const isIdle = chosen.size === 0 && edits.size === 0 && left.length === 0;
  // What was made of other choices must not be taken for what is chosen now.
  const [made, setMade] = useState<{ chosen: object; edits: object; leavesOut: boolean }>();
  const isCurrent = made?.chosen === chosen && made.edits === edits && made.leavesOut === leavesOut;

  function start(): void {
    setMade({ chosen, edits, leavesOut });
    repair.start({ repairs: chosen, edits: new Map([...edits, ...left.map(withoutText)]) });
  }

  function cancel(): void {
    repair.cancel();
    // The pressed button goes with the progress that it stood in.
    button.current?.focus();
  }

  return (
    <Panel
      aria-label="Repairs"
      header={
        <>
          <span className="font-medium text-ink">Repairs</span>
          <span>The file on your disk stays as it is.</span>
        </>
      }
    >
      <RepairChoices
        offers={result.repairs}
        chosen={chosen}
        isFixed={state?.status === "repairing"}
        onChoose={(kind, isIn) => setChosen(withChoice(chosen, kind, isIn))}
      />
      <LeaveOut
        count={unmended.length}
        isPartial={issues.length < result.summary.issue_count}
        isChosen={leavesOut}
        isFixed={state?.status === "repairing"}
        onChoose={setLeavesOut}
      />
      <ByHand editing={editing} />
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button
          ref={button}
          loading={state?.status === "repairing"}
          loadingLabel="Repairing"
          disabled={isIdle}
          onClick={start}
        >
          Repair
        </Button>
        {isIdle ? (
          <p className="text-sm text-muted">
            {issues.length === 0
              ? "Choose at least one repair."
              : "Choose one, or edit lines in the list below."}
          </p>
        ) : null}
      </div>
      <LiveRegion message={announcement(state)} />
      {state === undefined ? null : (
        <div className="mt-4">
          <RepairProgressPart state={state} onCancel={cancel} />
          {state.status === "done" && !isCurrent ? (
            <p className="text-sm text-secondary">
              Changed since it was repaired. Repair it again to go on.
            </p>
          ) : null}
          {state.status === "done" && isCurrent ? (
            <RepairResult
              filename={input.filename}
              before={result}
              outcome={state.outcome}
              onUse={() => onUse(state.outcome.blob)}
            />
          ) : null}
        </div>
      )}
    </Panel>
  );
}

/** A line left out, as an edit of it. */
function withoutText(line: number): [number, null] {
  return [line, null];
}
