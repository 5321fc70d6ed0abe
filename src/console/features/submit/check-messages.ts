import type { ManifestIssue } from "#contract/manifest/issues.ts";
import type { CheckProgress, InputCheck } from "./check-input.ts";

/** What the page asks of the worker, once. */
export interface CheckRequest {
  input: Blob;
  /** Without them every model's name is good. */
  knownModels: string[] | undefined;
}

/** What the worker tells the page. */
export type CheckReport =
  | { kind: "issues"; issues: ManifestIssue[] }
  | { kind: "progress"; progress: CheckProgress }
  | { kind: "done"; result: InputCheck }
  | { kind: "failed"; message: string };
