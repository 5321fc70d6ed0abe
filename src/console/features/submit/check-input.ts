import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { startsAsArray } from "#contract/manifest/repairs-array.ts";
import {
  createRepairTally,
  repairOffers,
  type RepairOffer,
} from "#contract/manifest/repairs-offers.ts";
import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";

/** A line whose place in the file is known. */
export interface LineAnchor {
  line: number;
  offset: number;
}

/** What a check came to. Issues were handed out as they were found. */
export interface InputCheck {
  summary: ManifestSummary;
  /** Lines with at least one issue. */
  bad_line_count: number;
  /** In the order of the file, at most so far apart that a line is soon found by reading on from the one before it. */
  anchors: LineAnchor[];
  /** What may be repaired without a person. */
  repairs: RepairOffer[];
}

export interface CheckProgress {
  bytes: number;
  lines: number;
  issues: number;
}

export interface CheckListener {
  onProgress: (progress: CheckProgress) => void;
  onIssues: (issues: ManifestIssue[]) => void;
}

const LINES_BETWEEN_ANCHORS = 500;
const BYTES_BETWEEN_ANCHORS = 1024 ** 2;
/** Issues handed out; what lies beyond is counted in the summary. */
const ISSUES_KEPT = 100_000;
/** Where a list begins, if the input is one: nobody puts more blanks before it. */
const HEAD_BYTES = 1024;

/** Judges an input as it streams by, by the validator that the gateway runs; holds one line at a time. */
export async function checkInput(
  input: Blob,
  knownModels: ReadonlySet<string> | undefined,
  { onProgress, onIssues }: CheckListener,
): Promise<InputCheck> {
  const anchors: LineAnchor[] = [];
  const tally = createRepairTally();
  let found: ManifestIssue[] = [];
  const progress: CheckProgress = { bytes: 0, lines: 0, issues: 0 };
  let badLines = 0;
  let lastBadLine = 0;
  const validator = createManifestValidator({
    knownModels,
    onIssue(issue) {
      progress.issues += 1;
      tally.add(issue);
      progress.lines = issue.line;
      if (issue.line !== lastBadLine) badLines += 1;
      lastBadLine = issue.line;
      if (progress.issues <= ISSUES_KEPT) found.push(issue);
    },
    onItem(_item, line, offset) {
      progress.lines = line;
      const last = anchors.at(-1);
      const isFar =
        last === undefined ||
        line >= last.line + LINES_BETWEEN_ANCHORS ||
        offset >= last.offset + BYTES_BETWEEN_ANCHORS;
      if (isFar) anchors.push({ line, offset });
    },
  });
  const handOut = (): void => {
    if (found.length > 0) onIssues(found);
    found = [];
    onProgress({ ...progress });
  };

  const reader = input.stream().getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    validator.push(value);
    progress.bytes += value.length;
    handOut();
    if (validator.hasStopped) {
      await reader.cancel();
      break;
    }
  }
  const summary = validator.end();
  progress.lines = summary.line_count;
  handOut();
  const head = new Uint8Array(await input.slice(0, HEAD_BYTES).arrayBuffer());
  const repairs = repairOffers(summary, tally, startsAsArray(head));
  return { summary, bad_line_count: badLines, anchors, repairs };
}
