import type { KnownModels } from "#contract/manifest/known-models.ts";
import { judgeLines } from "#contract/manifest/judge-line.ts";
import type { FailedLine } from "./failed-lines.ts";
import { type RepairEdits, textOf } from "./repair-edits.ts";

/** What keeps a line from being sent, in sentences, by item id; lines without any are not in it. */
export type LineProblems = ReadonlyMap<string, readonly string[]>;

/** Judges lines as they are now by the validator that the gateway runs, and holds each to the id that its answer is joined by. */
export function lineProblems(
  edits: RepairEdits,
  lines: readonly FailedLine[],
  knownModels: KnownModels | undefined,
): LineProblems {
  const problems = new Map<string, string[]>();
  const add = (line: FailedLine | undefined, message: string): void => {
    if (line === undefined) return;
    const known = problems.get(line.custom_id) ?? [];
    // One after another fault of a broken line helps nobody.
    if (known.length < 5) problems.set(line.custom_id, [...known, message]);
  };
  const texts = lines.map((line) => textOf(edits, line));
  judgeLines(texts, {
    knownModels,
    onIssue: ({ line, path, message }) =>
      add(lines[line - 1], path === undefined ? message : `${path}: ${message}`),
    onItem: ({ custom_id }, line) => {
      const owner = lines[line - 1];
      if (owner !== undefined && owner.custom_id !== custom_id)
        add(owner, `Keep the id ${owner.custom_id}: the answer takes the failure's place by it.`);
    },
  });
  return problems;
}
