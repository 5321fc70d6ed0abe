import type { Conversation, SettingName, Settings } from "./conversation.ts";
import type { Report, WireBody } from "./wire-form.ts";

/** Writes a setting into the body; gives the reason instead when the form has no way to say it. */
type SettingWriter<Name extends SettingName> = (
  value: Settings[Name],
  body: WireBody,
  conversation: Conversation,
) => string | undefined;

/** A form's way to say each setting: none can be forgotten, because the type names them all. */
export type SettingWriters = { readonly [Name in SettingName]: SettingWriter<Name> };

/** In the order in which they are written: the choice of a tool before what only adds to it. */
export const SETTING_NAMES = [
  "max_output_tokens",
  "temperature",
  "top_p",
  "top_k",
  "frequency_penalty",
  "presence_penalty",
  "seed",
  "stop_sequences",
  "n",
  "logprobs",
  "reasoning_effort",
  "verbosity",
  "user",
  "response_format",
  "tool_choice",
  "parallel_tool_calls",
] as const satisfies readonly SettingName[];

/** Writes what is stated, and reports what cannot be. */
export function writeSettings(
  conversation: Conversation,
  writers: SettingWriters,
  body: WireBody,
  report: Report,
): void {
  for (const name of SETTING_NAMES) writeSetting(name, conversation, writers, body, report);
}

function writeSetting<Name extends SettingName>(
  name: Name,
  conversation: Conversation,
  writers: SettingWriters,
  body: WireBody,
  report: Report,
): void {
  const stated = conversation.settings[name];
  if (stated === undefined) return;
  const why = writers[name](stated.value, body, conversation);
  if (why !== undefined) report(stated.path, `${stated.path} ${why}`);
}

/** Writes the value as it is, under the form's name for it. */
export function writeAs(field: string): (value: unknown, body: WireBody) => undefined {
  return (value, body) => void (body[field] = value);
}

/** Says why a form has no place for a setting; the reason follows the field's path. */
export function cannot(why: string): () => string {
  return () => why;
}
