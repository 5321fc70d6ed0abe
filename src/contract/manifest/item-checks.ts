import { isGiven, readText, reportKind } from "./check-fields.ts";
import { quoted, type ReportIssue } from "./issues.ts";
import type { ManifestLimits } from "./limits.ts";
import type { ManifestOperation } from "./line-format.ts";

/** What the checks of a line need: the limits, whom to tell, and what is known of models. */
export interface ItemChecks {
  readonly limits: Readonly<ManifestLimits>;
  readonly report: ReportIssue;
  /** Reports a model that is not known or cannot do the operation. */
  readonly checkModel: (
    model: string,
    operation: ManifestOperation | undefined,
    path: string,
  ) => void;
}

/**
 * Control characters, and halves of a surrogate pair: neither survives in a database or a header.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;

/** An id that can be stored and printed anywhere, or undefined after a report. */
export function readId(
  value: unknown,
  path: string,
  { limits, report }: ItemChecks,
): string | undefined {
  const id = readText(value, path, limits.maxIdLength, report);
  if (id === undefined || !UNPRINTABLE.test(id)) return id;
  report(
    "invalid_value",
    path,
    `${path} ${quoted(id)} has characters that cannot be printed. Take them out.`,
  );
  return undefined;
}

/** A model that can be asked for, or undefined when its name is none. */
export function readModel(
  value: unknown,
  path: string,
  operation: ManifestOperation | undefined,
  checks: ItemChecks,
): string | undefined {
  const model = readText(value, path, checks.limits.maxModelLength, checks.report);
  if (model !== undefined) checks.checkModel(model, operation, path);
  return model;
}

/**
 * The model and, in their order, the others that are as acceptable; one named twice counts once.
 */
export function readModels(
  line: Readonly<Record<string, unknown>>,
  operation: ManifestOperation | undefined,
  checks: ItemChecks,
): string[] | undefined {
  const model = readModel(line.model, "model", operation, checks);
  const options = line.model_options;
  if (!isGiven(options)) return model === undefined ? undefined : [model];
  const { limits, report } = checks;
  if (!Array.isArray(options)) {
    reportKind(options, "model_options", "a list of models", report);
    return undefined;
  }
  if (options.length > limits.maxModelOptions) {
    const message = `model_options has ${options.length} entries; at most ${limits.maxModelOptions} are allowed.`;
    report("invalid_value", "model_options", message);
    return undefined;
  }
  const others = options.map((option, index) =>
    readModel(option, `model_options[${index}]`, operation, checks),
  );
  const models = [model, ...others].filter((name) => name !== undefined);
  return model === undefined ? undefined : [...new Set(models)];
}
