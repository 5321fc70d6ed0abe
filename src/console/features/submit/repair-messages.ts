import type { ManifestRepair } from "#contract/manifest/repairs-kinds.ts";
import type { RepairOutcome, RepairProgress } from "./repair-input.ts";

/** What the page asks of the repairing worker, once. */
export interface RepairRequest {
  input: Blob;
  repairs: ManifestRepair[];
  /** Without them every model's name is good. */
  knownModels: string[] | undefined;
}

/** What the repairing worker tells the page. */
export type RepairReport =
  | { kind: "progress"; progress: RepairProgress }
  | { kind: "done"; outcome: RepairOutcome }
  | { kind: "failed"; message: string };
