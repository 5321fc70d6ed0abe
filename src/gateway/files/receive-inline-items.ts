import { PREFLIGHT_ISSUES_SHOWN, type PreflightIssue } from "#contract/errors.ts";
import { validateItems } from "#contract/manifest/validate-items.ts";
import type { OrgId } from "#contract/primitives.ts";
import { preflightProblem } from "../http/preflight-problem.ts";
import { describeFile, newFilePlace, type NewFile } from "./new-file.ts";
import type { ReceiveDependencies } from "./receive-file.ts";
import { failPoint } from "../fail-points/fail-point.ts";

const FILENAME = "inline-items.jsonl";

export interface InlineItems {
  org_id: OrgId;
  items: readonly unknown[];
  now: Date;
}

/**
 * Writes inline items to storage as the lines of a file, and no row yet: that is for the transaction that uses them, and
 * whoever fails to write it deletes `file.storage_key`. Throws `preflight_failed` with paths such as `items[3].model`.
 */
export async function receiveInlineItems(
  { storage, entropy, knownModels }: ReceiveDependencies,
  { org_id, items, now }: InlineItems,
): Promise<NewFile> {
  const issues: PreflightIssue[] = [];
  const lines: Uint8Array[] = [];
  const summary = validateItems(items, {
    knownModels,
    onIssue: (issue) => {
      if (issues.length < PREFLIGHT_ISSUES_SHOWN) issues.push(issue);
    },
    onLine: (bytes) => void lines.push(bytes),
  });
  if (summary.issue_count > 0) throw preflightProblem(issues, summary.issue_count);
  const place = newFilePlace(org_id, now, entropy);
  const written = await storage.write(place.storage_key, inOrder(lines));
  failPoint("after_upload_stored");
  return describeFile(place, FILENAME, written, summary, now);
}

/** The items of a request are in memory already, so their lines may be. */
async function* inOrder(lines: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* lines;
}
