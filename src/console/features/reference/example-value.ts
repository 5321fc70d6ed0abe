import type { JsonSchema } from "#contract/openapi-schemas.ts";
import { resolved } from "./api-document.ts";
import {
  EXAMPLE_AMOUNTS,
  EXAMPLE_CHOICES,
  EXAMPLE_FIGURES,
  EXAMPLE_NOW,
  EXAMPLE_NULLS,
  EXAMPLE_TEXTS,
  EXAMPLE_TOTAL,
  EXAMPLE_TRUTHS,
  ID_TAIL,
} from "./example-words.ts";

/** Whether an optional field stands in the example. */
type IsShown = (name: string) => boolean;

/** Any JSON value that a schema of the document allows, as one would meet it: the field's name picks the words. */
export function exampleValue(schema: JsonSchema, name: string, isShown: IsShown): unknown {
  const whole = resolved(schema);
  const choices = whole.enum ?? (whole.const === undefined ? undefined : [whole.const]);
  if (choices !== undefined) return preferred(choices, name);
  if (allowsNull(whole) && EXAMPLE_NULLS.has(name)) return null;
  const [variant] = (whole.anyOf ?? []).filter(isNoNull);
  if (variant !== undefined) return exampleValue(variant, name, isShown);
  switch (plainType(whole)) {
    case "object":
      return isMoney(whole) ? exampleMoney(name) : exampleObject(whole, isShown);
    case "array":
      return exampleList(whole, name, isShown);
    case "string":
      return exampleText(whole, name);
    case "integer":
    case "number":
      return exampleFigure(whole, name);
    case "boolean":
      return EXAMPLE_TRUTHS.has(name);
    default:
      return exampleAnything(name);
  }
}

function isNoNull(part: unknown): part is JsonSchema {
  return typeof part === "object" && part !== null && Reflect.get(part, "type") !== "null";
}

function allowsNull({ type, anyOf }: JsonSchema): boolean {
  return (
    (Array.isArray(type) && type.includes("null")) || (anyOf ?? []).some((part) => !isNoNull(part))
  );
}

function plainType({ type }: JsonSchema): string | undefined {
  return Array.isArray(type) ? type.find((one) => one !== "null") : type;
}

function preferred(choices: readonly unknown[], name: string): unknown {
  const wanted = EXAMPLE_CHOICES[name]?.find((choice) => choices.includes(choice));
  return wanted ?? choices[0];
}

function exampleObject(schema: JsonSchema, isShown: IsShown): Record<string, unknown> {
  const { properties } = schema;
  // Free pairs: one of them shows the form.
  if (properties === undefined) return isMapOfTexts(schema) ? { name: "nightly" } : {};
  const required = new Set(schema.required);
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, field]) =>
      typeof field === "object" && (required.has(name) || isShown(name))
        ? [[name, exampleValue(field, name, isShown)]]
        : [],
    ),
  );
}

function isMoney({ properties }: JsonSchema): boolean {
  return properties?.["currency"] !== undefined && properties["amount"] !== undefined;
}

function exampleMoney(name: string): { currency: "usd"; amount: string } {
  return { currency: "usd", amount: EXAMPLE_AMOUNTS[name] ?? EXAMPLE_TOTAL };
}

function isMapOfTexts({ additionalProperties }: JsonSchema): boolean {
  return typeof additionalProperties === "object" && additionalProperties.type === "string";
}

function exampleList(schema: JsonSchema, name: string, isShown: IsShown): unknown[] {
  const { items } = schema;
  if (typeof items !== "object" || Array.isArray(items)) return [];
  return [exampleValue(items, name, isShown)];
}

function exampleText(schema: JsonSchema, name: string): string {
  const prefix = /^\^([a-z_]+_)\[/.exec(schema.pattern ?? "")?.[1];
  if (prefix !== undefined) return prefix + ID_TAIL;
  if (schema.format === "date-time") return exampleMoment(name);
  if (name.endsWith("_percent") && name !== "fee_percent") return "5.90";
  if (name === "batch_id") return `bat_${ID_TAIL}`;
  if (name === "run_id") return `run_${ID_TAIL}`;
  if (name === "id") return `${ID_TAIL}-0`;
  if (name.endsWith("file_url")) return "https://…/v1/artifacts/…";
  return EXAMPLE_TEXTS[name] ?? (schema.default as string | undefined) ?? "…"; // of a string's schema
}

const DAY_MS = 86_400_000;

/** What ends or is due comes a day later than what was done. */
function exampleMoment(name: string): string {
  const isLater = /deadline|expires|valid_until|completion_at/.test(name);
  return new Date(Date.parse(EXAMPLE_NOW) + (isLater ? DAY_MS : 0)).toISOString();
}

function exampleFigure({ minimum = 0, maximum = Infinity }: JsonSchema, name: string): number {
  const wanted = EXAMPLE_FIGURES[name] ?? 1;
  return Math.min(maximum, Math.max(minimum, wanted));
}

/** Where a schema allows anything: what a provider answers, for one. */
function exampleAnything(name: string): unknown {
  return name === "body"
    ? { choices: [{ message: { role: "assistant", content: "Danube, Rhine, Loire." } }] }
    : {};
}
