import type { CsvBuild, CsvPlan } from "./build-lines.ts";

/** What the page asks of the building worker, once. */
export interface BuildRequest {
  input: Blob;
  plan: CsvPlan;
}

/** What the building worker tells the page. */
export type BuildReport =
  | { kind: "progress"; bytes: number }
  | { kind: "done"; build: CsvBuild }
  | { kind: "failed"; message: string };
