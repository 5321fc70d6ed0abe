import type { RepairOutcome, RepairPlan, RepairProgress } from "./repair-input.ts";

/** What the page asks of the repairing worker, once. */
export interface RepairRequest {
  input: Blob;
  plan: RepairPlan;
  /** Without them every model's name is good. */
  knownModels: string[] | undefined;
}

/** What the repairing worker tells the page. */
export type RepairReport =
  | { kind: "progress"; progress: RepairProgress }
  | { kind: "done"; outcome: RepairOutcome }
  | { kind: "failed"; message: string };
