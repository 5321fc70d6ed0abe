import { isRecord } from "#contract/manifest/prompt.ts";
import { drawsFor, type Draws } from "./chance.ts";

const MAX_DEPTH = 8;
const WORDS = ["sandbox", "sample", "example", "placeholder"] as const;

/** How an answer in JSON was asked for: by a schema, or in any form; undefined when it was not. */
type JsonWish = { schema: unknown } | undefined;

/** What a request wants of its answer, from `response_format`, the Responses API's `text.format` or its words. */
export function jsonWishOf(body: Readonly<Record<string, unknown>>, prompt: string): JsonWish {
  const text = isRecord(body.text) ? body.text.format : undefined;
  const format = body.response_format ?? text;
  if (isRecord(format)) {
    if (format.type === "json_object") return { schema: undefined };
    // Chat completions nest the schema one level deeper than responses do.
    if (format.type === "json_schema") {
      return { schema: isRecord(format.json_schema) ? format.json_schema.schema : format.schema };
    }
    return undefined;
  }
  return /\bjson\b/i.test(prompt) ? { schema: undefined } : undefined;
}

/** JSON text that fits the schema as far as types, enums and required fields go; without one, a small object. */
export function composeJson(
  seed: number,
  customId: string,
  prompt: string,
  wish: { schema: unknown },
): string {
  const draws = drawsFor("json", seed, customId, prompt);
  if (!isRecord(wish.schema)) {
    return JSON.stringify({ sandbox: true, result: draws.pick(WORDS), score: draws.whole(0, 100) });
  }
  return JSON.stringify(valueFor(wish.schema, draws, 0));
}

function valueFor(schema: unknown, draws: Draws, depth: number): unknown {
  if (!isRecord(schema) || depth > MAX_DEPTH) return null;
  if ("const" in schema) return schema.const;
  if (Array.isArray(schema.enum)) return draws.pick(schema.enum) ?? null;
  const branches = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(branches)) return valueFor(draws.pick(branches), draws, depth + 1);
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object" || isRecord(schema.properties)) return objectFor(schema, draws, depth);
  if (type === "array") {
    const count = Math.max(1, numberOr(schema.minItems, 1));
    return Array.from({ length: Math.min(count, 10) }, () =>
      valueFor(schema.items, draws, depth + 1),
    );
  }
  if (type === "integer" || type === "number") {
    const least = numberOr(schema.minimum, 0);
    return draws.whole(Math.ceil(least), Math.floor(numberOr(schema.maximum, least + 100)));
  }
  if (type === "boolean") return draws.next() < 0.5;
  return type === "null" ? null : draws.pick(WORDS);
}

function objectFor(
  schema: Readonly<Record<string, unknown>>,
  draws: Draws,
  depth: number,
): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
  // fromEntries defines its keys, so that a field called __proto__ is a field.
  return Object.fromEntries(
    properties.map(([name, inner]) => [name, valueFor(inner, draws, depth + 1)]),
  );
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === "number" && Number.isFinite(value) ? value : otherwise;
}
