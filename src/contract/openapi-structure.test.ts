import { describe, expect, test } from "vitest";
import { openApiDocument } from "./openapi.ts";

/*
 * What the OpenAPI 3.1 specification (https://spec.openapis.org/oas/v3.1.1) and JSON Schema 2020-12 ask of a document, as far
 * as generators and API clients stumble over it.
 */

type Json = Record<string, unknown>;

const document = openApiDocument({ serverUrl: "http://127.0.0.1:8787", version: "1.2.3" });
const HTTP_METHODS = new Set(["get", "put", "post", "delete"]);

interface Operation extends Json {
  operationId: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean; schema: Json }[];
  requestBody?: { content: Record<string, { schema: Json }> };
  responses: Record<
    string,
    { description: string; headers?: Json; content?: Record<string, Json> }
  >;
  security: Record<string, string[]>[];
}

/** Every operation with where it stands, those of webhooks too. */
const operations = [
  ...Object.entries(document.paths),
  ...Object.entries(document.webhooks),
].flatMap(([place, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    place: `${method} ${place}`,
    method,
    operation: operation as Operation, // the shape that the tests below hold it to
  })),
);

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Keywords whose value is a schema, a list of schemas, or schemas by name. */
const ONE_SCHEMA = ["items", "additionalProperties", "propertyNames", "not"];
const SCHEMA_LISTS = ["anyOf", "oneOf", "allOf", "prefixItems"];
const PLAIN_KEYWORDS = [
  "$ref",
  "type",
  "description",
  "default",
  "const",
  "enum",
  "format",
  "pattern",
  "minLength",
  "maxLength",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minItems",
  "maxItems",
  "required",
];
const KEYWORDS = new Set([...ONE_SCHEMA, ...SCHEMA_LISTS, ...PLAIN_KEYWORDS, "properties"]);
const TYPES = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);

/** A schema and all that are inside of it, each with its place. */
function* schemasIn(schema: unknown, place: string): Generator<{ schema: Json; place: string }> {
  if (!isObject(schema)) return;
  yield { schema, place };
  for (const keyword of ONE_SCHEMA) yield* schemasIn(schema[keyword], `${place}/${keyword}`);
  for (const keyword of SCHEMA_LISTS) {
    const list = schema[keyword];
    if (!Array.isArray(list)) continue;
    for (const [at, inner] of list.entries()) yield* schemasIn(inner, `${place}/${keyword}/${at}`);
  }
  for (const [name, inner] of Object.entries(schema["properties"] ?? {}))
    yield* schemasIn(inner, `${place}/properties/${name}`);
}

function contentSchemas(content: Record<string, Json> | undefined, place: string) {
  return Object.entries(content ?? {}).flatMap(([type, media]) => [
    ...schemasIn(media["schema"], `${place} ${type}`),
  ]);
}

const schemas = [
  ...Object.entries(document.components.schemas).flatMap(([name, schema]) => [
    ...schemasIn(schema, name),
  ]),
  ...operations.flatMap(({ place, operation }) => [
    ...operation.parameters.flatMap(({ name, schema }) => [
      ...schemasIn(schema, `${place} ${name}`),
    ]),
    ...contentSchemas(operation.requestBody?.content, place),
    ...Object.entries(operation.responses).flatMap(([status, { content }]) =>
      contentSchemas(content, `${place} ${status}`),
    ),
  ]),
];

describe("the operations of the document", () => {
  test("have ids that are used once and can stand in an address", () => {
    const ids = operations.map(({ operation }) => operation.operationId);
    expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
    expect(ids.filter((id) => !/^[\w.-]+$/.test(id))).toEqual([]);
  });

  test("stand under methods that there are, at paths that no other is taken for", () => {
    expect(operations.filter(({ method }) => !HTTP_METHODS.has(method))).toEqual([]);
    const shapes = Object.keys(document.paths).map((path) => path.replaceAll(/\{\w+\}/g, "{}"));
    expect(shapes.filter((shape, at) => shapes.indexOf(shape) !== at)).toEqual([]);
    expect(Object.keys(document.paths).filter((path) => /[?#]|\/$/.test(path))).toEqual([]);
  });

  test("have each parameter once", () => {
    for (const { place, operation } of operations) {
      const names = operation.parameters.map((parameter) => `${parameter.in} ${parameter.name}`);
      expect(new Set(names).size, place).toBe(names.length);
    }
  });

  test("answer with statuses that there are, one success at least, each described", () => {
    for (const { place, operation } of operations) {
      const statuses = Object.keys(operation.responses);
      expect(statuses.filter((status) => !/^(?:[1-5]\d\d|2XX|default)$/.test(status))).toEqual([]);
      expect(
        statuses.some((status) => status.startsWith("2")),
        place,
      ).toBe(true);
      for (const { description, content } of Object.values(operation.responses)) {
        expect(description, place).not.toBe("");
        for (const type of Object.keys(content ?? {})) expect(type).toMatch(/^[\w.+-]+\/[\w.+-]+$/);
      }
    }
  });

  test("name tags and security schemes that are declared, and each tag is used", () => {
    const tags = document.tags.map(({ name }) => name);
    const used = new Set(operations.flatMap(({ operation }) => operation.tags));
    expect([...used].toSorted()).toEqual(tags.toSorted());
    const schemes = Object.keys(document.components.securitySchemes);
    const named = operations.flatMap(({ operation }) => operation.security.flatMap(Object.keys));
    expect(named.filter((name) => !schemes.includes(name))).toEqual([]);
  });
});

describe("the schemas of the document", () => {
  test("have names that stand in a reference as they are", () => {
    const { schemas: named, headers, securitySchemes } = document.components;
    for (const component of [named, headers, securitySchemes].flatMap(Object.keys))
      expect(component).toMatch(/^[\w.-]+$/);
  });

  test("use keywords of JSON Schema 2020-12 alone, none of OpenAPI 3.0", () => {
    expect(schemas.length).toBeGreaterThan(1_000);
    for (const { schema, place } of schemas)
      expect(
        Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword)),
        place,
      ).toEqual([]);
  });

  test("name types that there are, and require fields that there are", () => {
    for (const { schema, place } of schemas) {
      const types = [schema["type"] ?? []].flat();
      expect(
        types.filter((type) => typeof type !== "string" || !TYPES.has(type)),
        place,
      ).toEqual([]);
      const required = [schema["required"] ?? []].flat();
      const fields = Object.keys(schema["properties"] ?? {});
      expect(
        required.filter((name) => typeof name !== "string" || !fields.includes(name)),
        place,
      ).toEqual([]);
      expect(new Set(required).size, place).toBe(required.length);
    }
  });

  test("have patterns that are regular expressions", () => {
    const patterns = schemas.flatMap(({ schema }) => schema["pattern"] ?? []);
    expect(patterns.length).toBeGreaterThan(50);
    for (const pattern of patterns)
      expect(() => new RegExp(String(pattern), "u"), String(pattern)).not.toThrow();
  });

  test("have choices that differ, and bounds that leave room", () => {
    for (const { schema, place } of schemas) {
      const choices = [schema["enum"] ?? schema["const"] ?? null].flat();
      const texts = choices.map((choice) => JSON.stringify(choice));
      expect(texts.length, place).toBeGreaterThan(0);
      expect(new Set(texts).size, place).toBe(texts.length);
      for (const [least, most] of BOUNDS) {
        const [low, high] = [schema[least] ?? -Infinity, schema[most] ?? Infinity];
        expect(Number(low), `${place} ${least}`).toBeLessThanOrEqual(Number(high));
      }
    }
  });
});

const BOUNDS = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
] as const;
