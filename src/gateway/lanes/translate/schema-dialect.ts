import { isRecord } from "#contract/manifest/prompt.ts";

/** How much of JSON Schema a form holds an answer to. */
interface SchemaDialect {
  keywords: ReadonlySet<string>;
  /** Whether a keyword with this value is beyond the form, although others are not. */
  isBeyond: (keyword: string, value: unknown) => boolean;
}

const MESSAGES_FORMATS = new Set<unknown>([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "uri",
  "ipv4",
  "ipv6",
  "uuid",
]);

/** https://platform.claude.com/docs/en/build-with-claude/structured-outputs (JSON Schema limitations) */
export const MESSAGES_DIALECT: SchemaDialect = {
  keywords: new Set(
    [
      ["$schema", "$id", "$ref", "$defs", "definitions", "title", "description", "default"],
      ["type", "enum", "const", "anyOf", "allOf", "format", "pattern"],
      ["properties", "required", "additionalProperties", "items", "minItems"],
    ].flat(),
  ),
  isBeyond: (keyword, value) => {
    if (keyword === "additionalProperties") return value !== false;
    if (keyword === "minItems") return value !== 0 && value !== 1;
    return keyword === "format" && !MESSAGES_FORMATS.has(value);
  },
};

/** https://ai.google.dev/api/generate-content (GenerationConfig, responseJsonSchema) */
export const GENERATE_CONTENT_DIALECT: SchemaDialect = {
  keywords: new Set(
    [
      ["$schema", "$id", "$ref", "$defs", "$anchor", "title", "description", "propertyOrdering"],
      ["type", "format", "enum", "items", "prefixItems", "minItems", "maxItems"],
      ["minimum", "maximum", "anyOf", "oneOf", "properties", "additionalProperties", "required"],
    ].flat(),
  ),
  isBeyond: () => false,
};

const MAX_SHOWN = 5;
const MAX_SHOWN_LENGTH = 40;

/** Why a form cannot hold an answer to a schema, after the path of the field; undefined when it can. */
export function beyondDialect(
  schema: Readonly<Record<string, unknown>>,
  dialect: SchemaDialect,
  formName: string,
): string | undefined {
  const beyond = new Set<string>();
  visitSchemas(schema, (inner) => {
    for (const [keyword, value] of Object.entries(inner))
      if (!dialect.keywords.has(keyword)) beyond.add(keyword.slice(0, MAX_SHOWN_LENGTH));
      else if (dialect.isBeyond(keyword, value))
        beyond.add(`${keyword}: ${JSON.stringify(value).slice(0, MAX_SHOWN_LENGTH)}`);
  });
  if (beyond.size === 0) return undefined;
  const shown = [...beyond].slice(0, MAX_SHOWN).join(", ");
  return `has a schema with what ${formName} cannot hold an answer to: ${shown}.`;
}

/**
 * The schema with its objects closed, as Messages demand: a schema that leaves open whether there may be more is followed
 * by an answer without more.
 */
export function closedSchema(schema: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const closed = mapSchemas(schema, closedSchema);
  const isOpen = closed.additionalProperties === undefined;
  return isOpen && isOfObjects(closed) ? { ...closed, additionalProperties: false } : closed;
}

function isOfObjects({ type, properties }: Readonly<Record<string, unknown>>): boolean {
  return (
    type === "object" || isRecord(properties) || (Array.isArray(type) && type.includes("object"))
  );
}

const NAMED = new Set(["properties", "$defs", "definitions"]);
const LISTED = new Set(["anyOf", "oneOf", "allOf", "prefixItems"]);
const SINGLE = new Set(["items", "additionalProperties"]);

type MapSchema = (schema: Readonly<Record<string, unknown>>) => Record<string, unknown>;

function mapSchemas(
  schema: Readonly<Record<string, unknown>>,
  map: MapSchema,
): Record<string, unknown> {
  const mapOne = (value: unknown): unknown => (isRecord(value) ? map(value) : value);
  return Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => {
      if (NAMED.has(keyword) && isRecord(value))
        return [
          keyword,
          Object.fromEntries(Object.entries(value).map(([name, one]) => [name, mapOne(one)])),
        ];
      if (LISTED.has(keyword) && Array.isArray(value)) return [keyword, value.map(mapOne)];
      return [keyword, SINGLE.has(keyword) ? mapOne(value) : value];
    }),
  );
}

function visitSchemas(
  schema: Readonly<Record<string, unknown>>,
  visit: (schema: Readonly<Record<string, unknown>>) => void,
): void {
  visit(schema);
  mapSchemas(schema, (inner) => {
    visitSchemas(inner, visit);
    return inner;
  });
}
