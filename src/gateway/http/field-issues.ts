import type { FieldIssue } from "#contract/error-envelope.ts";
import { didYouMean, nearestName } from "#contract/manifest/nearest-name.ts";
import type * as z from "zod/mini";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** zod/mini carries no sentences: this stands where a schema gave none of its own. */
const NO_SENTENCE = "Invalid input";

/** How many faults of a request are named; the rest are counted. */
const ISSUES_SHOWN = 100;

/**
 * What is wrong with a value that a schema refused, field by field, the first hundred of it; `root` (`body`, `query`) begins
 * each path.
 */
export function fieldIssues(
  schema: z.core.$ZodType,
  value: unknown,
  issues: readonly Issue[],
  root: string,
): FieldIssue[] {
  return issues
    .slice(0, ISSUES_SHOWN)
    .flatMap((issue) => {
      if (issue.code === "unrecognized_keys") return unknownKeys(schema, issue, root);
      const message = messageOf(issue, at(value, issue.path));
      return [{ path: pathText(root, issue.path), message }];
    })
    .slice(0, ISSUES_SHOWN);
}

/** How many faults there are, those that are not named included. */
export function countIssues(issues: readonly Issue[]): number {
  return issues.reduce(
    (sum, issue) => sum + (issue.code === "unrecognized_keys" ? issue.keys.length : 1),
    0,
  );
}

function messageOf(issue: Issue, value: unknown): string {
  return issue.message === NO_SENTENCE ? sentence(issue, value) : issue.message;
}

function unknownKeys(
  schema: z.core.$ZodType,
  issue: z.core.$ZodIssueUnrecognizedKeys,
  root: string,
): FieldIssue[] {
  const known = knownKeys(schema, issue.path);
  return issue.keys.slice(0, ISSUES_SHOWN).map((key) => ({
    path: pathText(root, [...issue.path, key]),
    message: `There is no field ${JSON.stringify(key.slice(0, 100))}.${didYouMean(nearestName(key, known))}`,
  }));
}

/** The path as people write it: `body.models[0]`, and `body["odd name"]` where a dot would mislead. */
function pathText(root: string, path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const name = String(part);
    return /^\w+$/.test(name)
      ? `${text}.${name}`
      : `${text}[${JSON.stringify(name.slice(0, 100))}]`;
  }, root);
}

function at(value: unknown, path: Path): unknown {
  let current = value;
  for (const part of path) {
    if (typeof current !== "object" || current === null) return undefined;
    current = Reflect.get(current, part);
  }
  return current;
}

function sentence(issue: Issue, value: unknown): string {
  switch (issue.code) {
    case "invalid_type":
      return value === undefined
        ? "This field is missing."
        : `Expected ${noun(issue.expected)}, got ${kindOf(value)}.`;
    case "invalid_value":
      return invalidValue(issue.values, value);
    case "too_small":
      return bound(issue.origin, "least", issue.minimum, issue.inclusive ?? true);
    case "too_big":
      return bound(issue.origin, "most", issue.maximum, issue.inclusive ?? true);
    case "invalid_format":
      return issue.format === "datetime"
        ? 'Expected a UTC time like "2026-11-24T12:00:00Z".'
        : `Expected ${issue.format === "url" ? "a URL" : `the format ${issue.format}`}.`;
    case "not_multiple_of":
      return `Expected a multiple of ${issue.divisor}.`;
    case "invalid_key":
      return `This name is not allowed here: ${issue.issues.map((fault) => messageOf(fault, value)).join(" ")}`;
    default:
      return "This value is not allowed here.";
  }
}

function invalidValue(values: readonly unknown[], value: unknown): string {
  if (value === undefined) return `This field is missing; expected ${listOf(values)}.`;
  const names = values.filter((one) => typeof one === "string");
  return `Expected ${listOf(values)}.${typeof value === "string" ? didYouMean(nearestName(value, names)) : ""}`;
}

function listOf(values: readonly unknown[]): string {
  const texts = values.map((value) => JSON.stringify(value));
  return texts.length === 1 ? (texts[0] ?? "") : `one of ${texts.join(", ")}`;
}

function bound(
  origin: string,
  which: "least" | "most",
  limit: number | bigint,
  inclusive: boolean,
): string {
  const unit = { string: " characters", array: " entries", set: " entries" }[origin] ?? "";
  const shown =
    unit !== "" && Number(limit) === 1 ? unit.replace(/ies$/, "y").replace(/s$/, "") : unit;
  if (inclusive) return `At ${which} ${limit}${shown}.`;
  return `${which === "least" ? "More" : "Less"} than ${limit}${shown}.`;
}

const NOUNS: Record<string, string> = {
  array: "a list",
  boolean: "true or false",
  int: "a whole number",
  number: "a number",
  object: "an object",
  record: "an object",
  string: "a string",
};

function noun(expected: string): string {
  return NOUNS[expected] ?? expected;
}

function kindOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "number")
    return Number.isInteger(value) ? "a number" : "a number with a fraction";
  return noun(typeof value);
}

/** The names that the object at this path of the schema takes; none where the schema is not an object there. */
function knownKeys(schema: z.core.$ZodType, path: Path): string[] {
  let current: z.core.$ZodType | undefined = schema;
  for (const part of path) current = current && inner(current, part);
  const definition = current && unwrap(current)._zod.def;
  return definition?.type === "object"
    ? Object.keys((definition as z.core.$ZodObjectDef).shape)
    : []; // by its `type`
}

function inner(schema: z.core.$ZodType, part: PropertyKey): z.core.$ZodType | undefined {
  const definition = unwrap(schema)._zod.def;
  // Each definition's `type` says which of zod's shapes it has.
  if (definition.type === "object") {
    const { shape } = definition as z.core.$ZodObjectDef;
    return Object.hasOwn(shape, part) ? shape[String(part)] : undefined;
  }
  if (definition.type === "array") return (definition as z.core.$ZodArrayDef).element;
  if (definition.type === "record") return (definition as z.core.$ZodRecordDef).valueType;
  return undefined;
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  const definition = schema._zod.def;
  return "innerType" in definition
    ? unwrap((definition as z.core.$ZodOptionalDef).innerType)
    : schema; // it has just been seen
}
