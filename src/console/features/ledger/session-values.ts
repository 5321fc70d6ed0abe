import { ID_PREFIXES } from "#contract/primitives.ts";
import { STAND_IN } from "../../layout/exchange-call.ts";
import type { SessionStep } from "./session-steps.ts";
import { variableMark } from "./shell-text.ts";

/** Where a value stands in an answer. */
export type JsonPath = readonly (string | number)[];

/** A shell variable that is filled from a step's answer. */
export interface Capture {
  name: string;
  path: JsonPath;
}

/** A shell variable at the top of the script. */
export interface Variable {
  name: string;
  /** Null: whoever runs the script has to set it. */
  value: string | null;
  what: string;
}

const ID = new RegExp(
  String.raw`\b(?:${Object.values(ID_PREFIXES).join("|")})_[0-9a-hjkmnp-tv-z]{20}\b`,
  "g",
);

const PREFIX_NAMES = new Map<string, string>(
  Object.entries(ID_PREFIXES).map(([kind, prefix]) => [
    prefix,
    kind.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase(),
  ]),
);

/** Every id in a text. */
export function idsIn(text: string): string[] {
  return text.match(ID) ?? [];
}

/** `bat_…` → `BATCH`: the name of variables that hold such an id. */
export function idKind(id: string): string {
  return PREFIX_NAMES.get(id.split("_")[0] ?? "") ?? "ID";
}

function isWhole(pattern: RegExp, text: string): boolean {
  return text.replace(pattern, "") === "" && text !== "";
}

/** The strings of a JSON value and where they stand. */
export function* stringsIn(value: unknown, path: JsonPath = []): Generator<[string, JsonPath]> {
  if (typeof value === "string") yield [value, path];
  if (value === null || typeof value !== "object") return;
  for (const [name, inner] of Object.entries(value))
    yield* stringsIn(inner, [...path, Array.isArray(value) ? Number(name) : name]);
}

/** What kind of value a later request may take up from an answer; undefined for what is of no such use. */
export function reusableKind(value: string, path: JsonPath): string | undefined {
  if (value.includes(STAND_IN)) return undefined;
  if (isWhole(ID, value)) return idKind(value);
  if (path.at(-1) === "next_cursor") return "CURSOR";
  return /^https?:\/\/\S+$/.test(value) ? "URL" : undefined;
}

/** The variable for each secret field of a body, by the name that the field has. */
const SECRET_VARIABLES: Readonly<Record<string, string>> = {
  password: "PASSWORD_JSON",
  current_password: "PASSWORD_JSON",
  secret: "WEBHOOK_SECRET_JSON",
  token: "TOKEN",
};

/** A body with a mark in the place of each secret; `PASSWORD_JSON` is the password as it stands within a JSON string. */
export function withSecretMarks(value: unknown, name = ""): unknown {
  if (typeof value === "string") {
    if (!value.includes(STAND_IN)) return value;
    return variableMark(SECRET_VARIABLES[name] ?? "HIDDEN_JSON");
  }
  if (Array.isArray(value)) return value.map((inner) => withSecretMarks(inner, name));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withSecretMarks(inner, key)]),
  );
}

/** The credentials that a step's answer brings: which variable is filled from where. */
export function credentialCaptures({ answers, status }: SessionStep): Capture[] {
  const answer = answers.at(-1);
  if (status >= 400 || answer === null || typeof answer !== "object") return [];
  return [
    ...("session_token" in answer
      ? [{ name: "BATCHROUTER_SESSION", path: ["session_token"] }]
      : []),
    ...("api_key" in answer ? [{ name: "BATCHROUTER_API_KEY", path: ["api_key"] }] : []),
  ];
}
