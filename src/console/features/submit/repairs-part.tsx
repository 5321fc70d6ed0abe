import type { ManifestIssue } from "#contract/manifest/issues.ts";
import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import type { RepairOffer } from "#contract/manifest/repairs-offers.ts";
import { useMemo, useRef, useState } from "react";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { Panel } from "../../ui/panel.tsx";
import { ByteProgress } from "./byte-progress.tsx";
import type { InputCheck } from "./check-input.ts";
import type { LocalInput } from "./local-input.ts";
import { RepairResult } from "./repair-result.tsx";
import { countWords, firstChoice, REPAIR_WORDS, withChoice } from "./repair-words.ts";
import { unmendedLines } from "./unmended-lines.ts";
import type { LineEditing } from "./use-line-edits.ts";
import type { Repair, RepairState } from "./use-repair.ts";

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
  const isIdle = chosen.size === 0 && edits.size === 0 && !leavesOut;

  function start(): void {
    const left = leavesOut ? unmended : [];
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
      <Choices
        offers={result.repairs}
        chosen={chosen}
        isFixed={state?.status === "repairing"}
        onChoose={(kind, isIn) => setChosen(withChoice(chosen, kind, isIn))}
      />
      {unmended.length === 0 ? null : (
        <Checkbox
          className={result.repairs.length === 0 ? "" : "mt-3"}
          label={
            <>
              Leave out what is not mended otherwise{" "}
              <span className="text-sm text-secondary tabular-nums">
                · {plural(unmended.length, "line")}
              </span>
            </>
          }
          hint={
            issues.length < result.summary.issue_count
              ? "Of those that are listed below; more may be left after it."
              : "They are not sent, and nothing comes back for them."
          }
          checked={leavesOut}
          disabled={state?.status === "repairing"}
          onChange={({ target }) => setLeavesOut(target.checked)}
        />
      )}
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
          <Progress state={state} onCancel={cancel} />
          {state.status === "done" ? (
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

/** What was done by hand so far; it is made together with the repairs. */
function ByHand({ editing: { edits, lastLine, undo } }: { editing: LineEditing }) {
  if (edits.size === 0 && lastLine === undefined) return null;
  const left = [...edits.values()].filter((text) => text === null).length;
  return (
    <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm">
      <span className="tabular-nums">
        By hand: {plural(edits.size - left, "line")} edited, {formatCount(left)} left out.
      </span>
      {lastLine === undefined ? null : (
        <Button size="small" variant="quiet" onClick={undo}>
          Undo line {formatCount(lastLine)}
        </Button>
      )}
    </div>
  );
}

interface ChoicesProps {
  offers: readonly RepairOffer[];
  chosen: ReadonlySet<ManifestRepair>;
  isFixed: boolean;
  onChoose: (repair: ManifestRepair, isIn: boolean) => void;
}

function Choices({ offers, chosen, isFixed, onChoose }: ChoicesProps) {
  if (offers.length === 0) return null;
  return (
    <fieldset className="flex flex-col gap-3">
      <legend className="sr-only">Repairs to make</legend>
      {offers.map(({ repair, count }) => (
        <Checkbox
          key={repair}
          label={
            <>
              {REPAIR_WORDS[repair].title}{" "}
              <span className="text-sm text-secondary tabular-nums">
                · {countWords(repair, count)}
              </span>
            </>
          }
          hint={REPAIR_WORDS[repair].effect}
          checked={chosen.has(repair)}
          disabled={isFixed}
          onChange={({ target }) => onChoose(repair, target.checked)}
        />
      ))}
    </fieldset>
  );
}

function Progress({ state, onCancel }: { state: RepairState; onCancel: () => void }) {
  switch (state.status) {
    case "repairing":
      return (
        <ByteProgress
          label={state.progress.step === "repairing" ? "Repairing" : "Checking the repaired lines"}
          done={state.progress.bytes}
          total={state.progress.total}
          action={
            <Button size="small" onClick={onCancel}>
              Stop repairing
            </Button>
          }
        />
      );
    case "cancelled":
      return <p className="text-sm text-secondary">The repair was stopped; nothing was kept.</p>;
    case "failed":
      return (
        <Callout tone="failed" title="The input could not be repaired">
          {state.message}
        </Callout>
      );
    case "done":
      return null;
  }
}

function announcement(state: RepairState | undefined): string {
  if (state?.status === "cancelled") return "The repair was stopped.";
  if (state?.status === "failed") return `The input could not be repaired. ${state.message}`;
  if (state?.status !== "done") return "";
  const { issue_count } = state.outcome.check.summary;
  return issue_count === 0 ? "Repaired; every line is good." : "Repaired; some issues are left.";
}
