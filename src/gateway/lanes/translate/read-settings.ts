import type { FieldReader } from "./field-reader.ts";
import {
  REASONING_EFFORTS,
  type ResponseFormat,
  type SettingName,
  type Settings,
  type StatedSettings,
} from "./conversation.ts";
import type { TranslatableItem } from "./wire-form.ts";

/** The three names of three APIs for one thing; the first that is stated counts, as in the check of an item. */
const LIMIT_FIELDS = ["max_completion_tokens", "max_output_tokens", "max_tokens"] as const;

/** Keeps a setting that was stated. */
export function state<Name extends SettingName>(
  settings: StatedSettings,
  name: Name,
  value: Settings[Name] | undefined,
  path: string,
): void {
  if (value !== undefined) settings[name] = { value, path } as StatedSettings[Name]; // of the same name
}

/** The limit and the temperature of an item; those of a native line stand above what is in its body. */
export function readLineSettings(
  item: TranslatableItem,
  fields: FieldReader,
  settings: StatedSettings,
): void {
  state(settings, "temperature", fields.number("temperature"), fields.pathOf("temperature"));
  for (const name of LIMIT_FIELDS) {
    const limit = fields.number(name);
    const first = settings.max_output_tokens;
    if (first === undefined) state(settings, "max_output_tokens", limit, fields.pathOf(name));
    else if (limit !== undefined && limit !== first.value)
      fields.report(name, `states another limit than ${first.path}.`);
  }
  if (item.format !== "native") return;
  state(settings, "temperature", item.temperature ?? undefined, "temperature");
  state(settings, "max_output_tokens", item.max_output_tokens ?? undefined, "max_output_tokens");
}

/** Settings that chat completions and responses call alike. */
export function readSharedSettings(fields: FieldReader, settings: StatedSettings): void {
  state(settings, "top_p", fields.number("top_p"), fields.pathOf("top_p"));
  const parallel = fields.boolean("parallel_tool_calls");
  state(settings, "parallel_tool_calls", parallel, fields.pathOf("parallel_tool_calls"));
  // `safety_identifier` is the newer name of what `user` was used for.
  for (const name of ["user", "safety_identifier"])
    state(settings, "user", fields.text(name), fields.pathOf(name));
}

/** How much a model is to think, from the field of that name. */
export function readEffort(fields: FieldReader, name: string, settings: StatedSettings): void {
  const effort = fields.word(name, REASONING_EFFORTS);
  state(settings, "reasoning_effort", effort, fields.pathOf(name));
}

/** How many words an answer is to have, from the field `verbosity`. */
export function readVerbosity(fields: FieldReader, settings: StatedSettings): void {
  const verbosity = fields.word("verbosity", ["low", "medium", "high"]);
  state(settings, "verbosity", verbosity, fields.pathOf("verbosity"));
}

/** The schema that an answer is to follow: its fields stand in an object of their own in one form, not in the other. */
export function readJsonSchema(fields: FieldReader): ResponseFormat {
  const name = fields.requiredText("name");
  const description = fields.text("description") ?? null;
  const schema = fields.record("schema");
  if (fields.value("schema") === undefined) fields.report("schema", "is missing.");
  const strict = fields.boolean("strict") ?? null;
  fields.close();
  return { type: "json_schema", name, description, schema: schema ?? {}, strict };
}
