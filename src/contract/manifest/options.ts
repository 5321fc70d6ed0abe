import type { ManifestIssue } from "./issues.ts";
import type { AcceptedItem } from "./item.ts";
import type { KnownModels } from "./known-models.ts";
import type { ManifestLimits } from "./limits.ts";
import type { ManifestFormat } from "./line-format.ts";

/** How an input is to be judged and who is told of what. */
export interface ManifestOptions {
  /** Without them every model's name is good. */
  knownModels?: KnownModels | undefined;
  limits?: Partial<ManifestLimits> | undefined;
  /** What the file is known to be; else the first line that shows a format decides. */
  format?: ManifestFormat | undefined;
  /** Where a line is, in the words of a message; "on line 12" unless told otherwise. */
  describeLine?: ((line: number) => string) | undefined;
  /** Told of every issue, in the order of the lines. */
  onIssue?: ((issue: ManifestIssue) => void) | undefined;
  /** Told of every good item, with its line and where that starts in the file. */
  onItem?: ((item: AcceptedItem, line: number, offset: number) => void) | undefined;
}
