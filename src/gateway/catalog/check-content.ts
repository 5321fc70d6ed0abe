import * as z from "zod/mini";

/** The content of a data file, or every mistake in it, each led by its path. */
export type CheckedContent<Value> =
  | { value: Value; mistakes: null }
  | { value: null; mistakes: readonly string[] };

/** Checks the parsed content of a data file that a person writes. */
export function checkContent<Schema extends z.ZodMiniType>(
  schema: Schema,
  content: unknown,
): CheckedContent<z.output<Schema>> {
  const parsed = z.safeParse(schema, content, { error: englishMessage });
  if (parsed.success) return { value: parsed.data, mistakes: null };
  const { issues } = parsed.error;
  return {
    value: null,
    mistakes: issues.map((issue) => `${pathOf(issue.path)}: ${issue.message}`),
  };
}

// zod/mini carries no words of its own; without these every mistake would read "Invalid input".
const englishMessage = z.locales.en().localeError;

/** ["models", 3, "slug"] → models[3].slug */
function pathOf(path: readonly PropertyKey[]): string {
  const written = path
    .map((key) => (typeof key === "number" ? `[${key}]` : `.${String(key)}`))
    .join("");
  return written === "" ? "the file" : written.replace(/^\./, "");
}
