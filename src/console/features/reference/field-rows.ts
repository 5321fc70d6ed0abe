import type { JsonSchema } from "#contract/openapi-schemas.ts";
import { nameOfReference, resolved } from "./api-document.ts";
import { FIELD_WORDS } from "./field-words.ts";

/** One field of a request or an answer, as the reference shows it. */
export interface FieldRow {
  name: string;
  /** In the words of JSON: `string`, `integer`, `array of object`, or a name of the document such as `Money`. */
  type: string;
  isRequired: boolean;
  isNullable: boolean;
  /** What it is for; undefined where its name says all. */
  words: string | undefined;
  /** The values that it may have; empty where they are free. */
  values: readonly string[];
  /** What bounds it, in short words: `1 to 100`, `at most 200 characters`, `default 20`. */
  limits: readonly string[];
  /** The fields of what it holds. */
  fields: readonly FieldRow[];
}

/** A field without what stands around it. */
interface Unwrapped {
  schema: JsonSchema;
  isNullable: boolean;
  /** How many lists it is wrapped in. */
  lists: number;
  /** The limits of those lists. */
  listLimits: string[];
  reference: string | undefined;
}

function isObject(schema: unknown): schema is JsonSchema {
  return typeof schema === "object" && schema !== null;
}

/** Takes null and lists off, until what is left is the thing itself. */
function unwrapped(schema: JsonSchema): Unwrapped {
  const reference = nameOfReference(schema);
  const whole = resolved(schema);
  const parts = whole.anyOf?.filter(isObject);
  const rest = parts?.filter(({ type }) => type !== "null");
  if (parts !== undefined && rest?.length === 1 && rest[0] !== undefined) {
    const inner = unwrapped(rest[0]);
    return { ...inner, isNullable: inner.isNullable || parts.length > 1 };
  }
  if (whole.type === "array" && isObject(whole.items) && !Array.isArray(whole.items)) {
    const inner = unwrapped(whole.items);
    const own = [...countLimits(whole, "entry", "entries"), ...defaultLimit(whole)];
    return { ...inner, lists: inner.lists + 1, listLimits: [...own, ...inner.listLimits] };
  }
  const types = Array.isArray(whole.type) ? whole.type : [];
  const isNullable = types.includes("null");
  const [only] = types.filter((type) => type !== "null");
  // A type of the document, one of those that JSON Schema knows.
  const plain = isNullable ? ({ ...whole, type: only } as JsonSchema) : whole;
  return { schema: plain, isNullable, lists: 0, listLimits: [], reference };
}

/** The fields of an object schema, each with its own; empty for all else. */
export function fieldRows(schema: JsonSchema): FieldRow[] {
  const whole = unwrapped(schema).schema;
  const required = new Set(whole.required);
  return Object.entries(whole.properties ?? {}).flatMap(([name, field]) =>
    isObject(field) ? [fieldRow(name, field, required.has(name))] : [],
  );
}

/** One field by its schema. */
export function fieldRow(name: string, field: JsonSchema, isRequired: boolean): FieldRow {
  const { schema, isNullable, lists, listLimits, reference } = unwrapped(field);
  return {
    name,
    type: "array of ".repeat(lists) + (reference ?? typeWord(schema)),
    isRequired,
    isNullable,
    words: schema.description ?? field.description ?? FIELD_WORDS[name],
    values: valuesOf(schema),
    limits: [...listLimits, ...limitsOf(schema)],
    fields: fieldRows(schema),
  };
}

function typeWord(schema: JsonSchema): string {
  if (schema.const !== undefined || schema.enum !== undefined) return typeof valuesIn(schema)[0];
  if (typeof schema.type !== "string") return "any";
  const { additionalProperties } = schema;
  // Names are free, values are not.
  return isObject(additionalProperties) && typeof additionalProperties.type === "string"
    ? `map of ${additionalProperties.type}`
    : schema.type;
}

function valuesIn({ enum: values, const: only }: JsonSchema): readonly unknown[] {
  return values ?? (only === undefined ? [] : [only]);
}

function valuesOf(schema: JsonSchema): string[] {
  return valuesIn(schema).map((value) => JSON.stringify(value));
}

const FORMATS: Readonly<Record<string, string>> = {
  "date-time": "RFC 3339, UTC",
  email: "an email address",
  uri: "a URL",
};

const ID_PATTERN = /^\^([a-z]+_)\[/;

function limitsOf(schema: JsonSchema): string[] {
  const { format, pattern, minimum, maximum, minLength, maxLength } = schema;
  const prefix = ID_PATTERN.exec(pattern ?? "")?.[1];
  const range = rangeWords(minimum, maximum);
  const length = rangeWords(minLength, maxLength);
  return [
    ...(format === undefined ? [] : [FORMATS[format] ?? format]),
    ...(prefix === undefined ? [] : [`an id like ${prefix}…`]),
    ...(pattern === undefined || prefix !== undefined || format !== undefined
      ? []
      : [`matches ${pattern}`]),
    ...(range === undefined ? [] : [range]),
    ...(length === undefined ? [] : [`${length} characters`]),
    ...defaultLimit(schema),
  ];
}

function countLimits({ minItems, maxItems }: JsonSchema, one: string, many: string): string[] {
  const range = rangeWords(minItems, maxItems);
  if (range === undefined) return [];
  return [`${range} ${minItems === 1 && maxItems === undefined ? one : many}`];
}

function defaultLimit({ default: value }: JsonSchema): string[] {
  return value === undefined ? [] : [`default ${JSON.stringify(value)}`];
}

function rangeWords(least: number | undefined, most: number | undefined): string | undefined {
  const shown = (figure: number): string => figure.toLocaleString("en-US");
  if (least !== undefined && most !== undefined) return `${shown(least)} to ${shown(most)}`;
  if (least !== undefined) return `at least ${shown(least)}`;
  return most === undefined ? undefined : `at most ${shown(most)}`;
}
