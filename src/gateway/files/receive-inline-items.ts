import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/error-envelope.ts";
import { validateItems } from "#contract/manifest/validate-items.ts";
import { failPoint } from "../fail-points/fail-point.ts";
import { preflightProblem } from "../http/preflight-problem.ts";
import type { WorkGroup } from "../quotes/work.ts";
import { describeFile, type FilePlace, type NewFile } from "./new-file.ts";
import type { ReceiveDependencies } from "./receive-file.ts";

/** What inline items are judged and kept with. */
export type InlineItemsDependencies = Pick<
  ReceiveDependencies,
  "storage" | "knownModels" | "expressibility"
>;

/** A file of inline items, and its groups with what lanes cannot be asked for of them. */
interface InlineFile extends NewFile {
  groups: readonly WorkGroup[];
}

const FILENAME = "inline-items.jsonl";

/**
 * Writes inline items to storage as the lines of a file, and no row yet: that is for the transaction that uses them. Throws
 * `preflight_failed` with paths such as `items[3].model`.
 */
export async function receiveInlineItems(
  { storage, knownModels, expressibility }: InlineItemsDependencies,
  place: FilePlace,
  items: readonly unknown[],
): Promise<InlineFile> {
  const counter = expressibility.countItems();
  const issues: PreflightIssue[] = [];
  const lines: Uint8Array[] = [];
  const summary = validateItems(items, {
    knownModels,
    onIssue: (issue) => {
      if (issues.length < PREFLIGHT_ISSUES_SHOWN) issues.push(issue);
    },
    onItem: (item, line) => counter?.add(item, line),
    onLine: (bytes) => void lines.push(bytes),
  });
  if (summary.issue_count > 0) throw preflightProblem(issues, summary.issue_count);
  const written = await storage.write(place.storage_key, inOrder(lines));
  failPoint("after_upload_stored");
  // Whoever quotes them as a file later has them counted then.
  const received = describeFile(place, FILENAME, written, summary, null);
  const { groups } = received.file;
  return { ...received, groups: counter?.withInexpressible(groups) ?? groups };
}

/** The items of a request are in memory already, so their lines may be. */
async function* inOrder(lines: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* lines;
}
