import type { ManifestIssue } from "#contract/manifest/issues.ts";
import type { ManifestItem } from "#contract/manifest/item.ts";
import type { ManifestOperation } from "#contract/manifest/line-format.ts";
import { walkPrompt } from "#contract/manifest/prompt.ts";
import { startsAsArray } from "#contract/manifest/repairs-array.ts";
import {
  createRepairTally,
  repairOffers,
  type RepairOffer,
} from "#contract/manifest/repairs-offers.ts";
import type { ManifestSummary } from "#contract/manifest/summary.ts";
import { createManifestValidator } from "#contract/manifest/validator.ts";

/** A good item as the preview shows it. */
export interface PreviewItem {
  line: number;
  custom_id: string;
  operation: ManifestOperation;
  models: string[];
  /** The beginning of the last text: what tells one item from the next, where all share their instructions. */
  prompt: string;
  max_output_tokens: number | null;
}

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
  /** The first good items. */
  preview: PreviewItem[];
  /** In the order of the file, far apart: a line is found by reading on from the one before it. */
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

const PREVIEWED = 20;
const PROMPT_SHOWN = 240;
const LINES_BETWEEN_ANCHORS = 500;
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
  const preview: PreviewItem[] = [];
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
    onItem(item, line, offset) {
      progress.lines = line;
      if (preview.length < PREVIEWED) preview.push(previewOf(item, line));
      if (line >= (anchors.at(-1)?.line ?? -LINES_BETWEEN_ANCHORS) + LINES_BETWEEN_ANCHORS) {
        anchors.push({ line, offset });
      }
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
  return { summary, bad_line_count: badLines, preview, anchors, repairs };
}

function previewOf(
  { custom_id, operation, models, body, max_output_tokens }: ManifestItem,
  line: number,
): PreviewItem {
  const prompt = lastText(body);
  const shown = prompt.length > PROMPT_SHOWN ? `${prompt.slice(0, PROMPT_SHOWN)}…` : prompt;
  return { line, custom_id, operation, models, prompt: shown, max_output_tokens };
}

function lastText(body: ManifestItem["body"]): string {
  let last = "";
  const ignore = (): void => {};
  walkPrompt(body, {
    text: (text) => void (last = text),
    message: ignore,
    image: ignore,
    tokens: ignore,
    schema: ignore,
  });
  return last;
}
