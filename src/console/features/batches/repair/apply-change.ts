import type { KnownModels } from "#contract/manifest/known-models.ts";
import { turnOfThePage } from "../turn-of-the-page.ts";
import { type BulkChange, changedLine } from "./bulk-change.ts";
import type { FailedLine } from "./failed-lines.ts";
import { type LineProblems, lineProblems } from "./line-problems.ts";
import { type RepairEdits, rewrite, textOf } from "./repair-edits.ts";

/** What a change of many lines came to. */
export interface AppliedChange {
  edits: RepairEdits;
  /** The lines that it made different. */
  touched: readonly FailedLine[];
  /** Of those the ones that cannot be sent. */
  problems: LineProblems;
}

/** Characters changed and judged at a time: some ten milliseconds. */
const SLICE_CHARACTERS = 256_000;

/** Changes lines and judges what became of them, slice by slice, so that the page answers meanwhile. */
export async function applyChange(
  edits: RepairEdits,
  lines: readonly FailedLine[],
  change: BulkChange,
  knownModels: KnownModels | undefined,
): Promise<AppliedChange> {
  const texts = new Map<string, string>();
  const touched: FailedLine[] = [];
  const problems = new Map<string, readonly string[]>();
  let slice: FailedLine[] = [];
  let characters = 0;
  const judge = (): void => {
    const changed = rewrite(edits, slice, (line) => texts.get(line.custom_id) ?? line.text);
    for (const [id, found] of lineProblems(changed, slice, knownModels)) problems.set(id, found);
    slice = [];
    characters = 0;
  };
  for (const line of lines) {
    const before = textOf(edits, line);
    const after = changedLine(before, change);
    characters += after.length;
    if (after !== before) {
      texts.set(line.custom_id, after);
      touched.push(line);
      slice.push(line);
    }
    if (characters < SLICE_CHARACTERS) continue;
    judge();
    // Between two slices the page answers.
    // oxlint-disable-next-line no-await-in-loop
    await turnOfThePage();
  }
  judge();
  const all = rewrite(edits, touched, (line) => texts.get(line.custom_id) ?? line.text);
  return { edits: all, touched, problems };
}
