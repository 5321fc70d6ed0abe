import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import type { RepairOffer } from "#contract/manifest/repairs-offers.ts";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { countWords, REPAIR_WORDS } from "./repair-words.ts";
import type { LineEditing } from "./use-line-edits.ts";

interface ChoicesProps {
  offers: readonly RepairOffer[];
  chosen: ReadonlySet<ManifestRepair>;
  isFixed: boolean;
  onChoose: (repair: ManifestRepair, isIn: boolean) => void;
}

/** The repairs that an input may have, to be ticked. */
export function RepairChoices({ offers, chosen, isFixed, onChoose }: ChoicesProps) {
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

interface LeaveOutProps {
  count: number;
  /** There are more bad lines than are listed. */
  isPartial: boolean;
  isChosen: boolean;
  isFixed: boolean;
  onChoose: (isChosen: boolean) => void;
}

/** The choice to go on without the lines that nothing mends, with their number. */
export function LeaveOut({ count, isPartial, isChosen, isFixed, onChoose }: LeaveOutProps) {
  if (count === 0) return null;
  return (
    <Checkbox
      className="mt-3 first:mt-0"
      label={
        <>
          Leave out what is not mended otherwise{" "}
          <span className="text-sm text-secondary tabular-nums">· {plural(count, "line")}</span>
        </>
      }
      hint={
        isPartial
          ? "Of those that are listed below; more may be left after it."
          : "They are not sent, and nothing comes back for them."
      }
      checked={isChosen}
      disabled={isFixed}
      onChange={({ target }) => onChoose(target.checked)}
    />
  );
}

/** What was done by hand so far; it is made together with the repairs. */
export function ByHand({ editing: { edits, lastLine, undo } }: { editing: LineEditing }) {
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
