import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import type { RepairOffer } from "#contract/manifest/repairs-offers.ts";
import { useRef, useState } from "react";
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
import type { Repair, RepairState } from "./use-repair.ts";

interface Props {
  input: LocalInput;
  result: InputCheck;
  repair: Repair;
  /** The repaired input takes the place of this one. */
  onUse: (repaired: Blob) => void;
}

/** The repairs that an input may have: chosen, made, looked at, and then used or saved. */
export function RepairsPart({ input, result, repair, onUse }: Props) {
  const [chosen, setChosen] = useState(() => firstChoice(result.repairs));
  const { state } = repair;
  const button = useRef<HTMLButtonElement>(null);

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
      <div className="mt-4 flex flex-wrap items-center gap-3">
        <Button
          ref={button}
          loading={state?.status === "repairing"}
          loadingLabel="Repairing"
          disabled={chosen.size === 0}
          onClick={() => repair.start([...chosen])}
        >
          Repair
        </Button>
        {chosen.size === 0 ? (
          <p className="text-sm text-muted">Choose at least one repair.</p>
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

interface ChoicesProps {
  offers: readonly RepairOffer[];
  chosen: ReadonlySet<ManifestRepair>;
  isFixed: boolean;
  onChoose: (repair: ManifestRepair, isIn: boolean) => void;
}

function Choices({ offers, chosen, isFixed, onChoose }: ChoicesProps) {
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
