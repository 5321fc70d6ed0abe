import { ApiError } from "#contract/client.ts";

export interface FormProblems {
  /** Messages by the name of the field. */
  fields: Readonly<Record<string, string>>;
  /** For an error summary: field problems first, then what concerns the whole form. */
  all: readonly { fieldId?: string; message: string }[];
}

const NONE: FormProblems = { fields: {}, all: [] };

/**
 * A failed call's error as a form shows it. `fieldIds` maps request paths without `body.` (`email`, `webhook.url`) to the ids of
 * their controls; what has no field of its own goes to the summary alone.
 */
export function formProblems(
  error: Error | null,
  fieldIds: Readonly<Record<string, string>>,
): FormProblems {
  if (error === null) return NONE;
  if (!(error instanceof ApiError) || error.issues.length === 0) {
    return { fields: {}, all: [{ message: error.message }] };
  }
  const fields: Record<string, string> = {};
  const all = error.issues.map(({ path, message }) => {
    const name = path.replace(/^body\./, "");
    const fieldId = fieldIds[name];
    if (fieldId === undefined) return { message: name === "" ? message : `${name}: ${message}` };
    fields[name] ??= message;
    return { fieldId, message };
  });
  return { fields, all };
}
