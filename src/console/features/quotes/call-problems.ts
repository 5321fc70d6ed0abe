import { ApiError } from "#contract/client.ts";
import { formProblems, type FormProblems } from "../../api/form-problems.ts";

/**
 * As `formProblems`, for calls that may also fail by preflight: an issue whose path belongs to a control stands at it
 * (`models[1]` at `models`), and all of them stand in the summary.
 */
export function callProblems(
  error: Error | null,
  fieldIds: Readonly<Record<string, string>>,
): FormProblems {
  if (!(error instanceof ApiError) || error.preflight.length === 0)
    return formProblems(error, fieldIds);
  const fields: Record<string, string> = {};
  const all = error.preflight.map(({ path, message }) => {
    const name = path?.replace(/[[.].*$/, "");
    const fieldId = name === undefined ? undefined : fieldIds[name];
    if (name === undefined || fieldId === undefined) return { message };
    fields[name] ??= message;
    return { fieldId, message };
  });
  return { fields, all };
}
