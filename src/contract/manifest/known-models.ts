import { quoted, type ReportIssue } from "./issues.ts";
import type { ManifestOperation } from "./line-format.ts";
import { didYouMean, nearestName } from "./nearest-name.ts";

/** The models that can be asked for: their names, or their names with what each can do. */
export type KnownModels = ReadonlySet<string> | ReadonlyMap<string, readonly ManifestOperation[]>;

/** Looking for the nearest name is slow, and a wrong name tends to stand on every line. */
const MAX_REMEMBERED = 256;

/** Makes the check of a model's name; without known models every name is good. */
export function createModelCheck(
  known: KnownModels | undefined,
  report: ReportIssue,
): (model: string, operation: ManifestOperation | undefined, path: string) => void {
  if (known === undefined) return () => {};
  const remembered = new Map<string, string>();
  return (model, operation, path) => {
    if (known.has(model)) {
      const operations = "get" in known ? known.get(model) : undefined;
      if (operation === undefined || operations === undefined || operations.includes(operation))
        return;
      const message = `${model} does not do ${operation}. It does ${operations.join(" and ")}.`;
      report("unsupported_operation", path, message);
      return;
    }
    let message = remembered.get(model);
    if (message === undefined) {
      message = `Unknown model ${quoted(model)}.${didYouMean(nearestName(model, known.keys()))}`;
      if (remembered.size < MAX_REMEMBERED) remembered.set(model, message);
    }
    report("unknown_model", path, message);
  };
}
