import type * as z from "zod/mini";
import type { Auth, Endpoint } from "./endpoint.ts";
import type { NamedEndpoint } from "./whole-api.ts";
import { openApiResponses } from "./openapi-responses.ts";
import type { JsonSchema, SchemaCollector } from "./openapi-schemas.ts";

interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: JsonSchema;
  description?: string;
  style?: "deepObject";
  explode?: true;
}

/** One operation of the document: everything that an endpoint says of itself, and what its ground rules add. */
export function openApiOperation(
  { name, group, endpoint }: NamedEndpoint,
  schemas: SchemaCollector,
): object {
  return {
    operationId: name,
    tags: [group],
    summary: endpoint.summary,
    ...(endpoint.local === true
      ? { "x-local": true, description: "Served only by a gateway in local mode." }
      : {}),
    parameters: parametersOf(endpoint, schemas),
    ...(endpoint.body === undefined ? {} : { requestBody: requestBodyOf(endpoint.body, schemas) }),
    responses: openApiResponses(endpoint, schemas),
    security: securityOf(endpoint.auth),
    ...(endpoint.auth.kind === "either" && endpoint.auth.permission !== null
      ? { "x-permission": endpoint.auth.permission }
      : {}),
  };
}

function parametersOf(endpoint: Endpoint, schemas: SchemaCollector): Parameter[] {
  const path = fieldsOf(endpoint.params, schemas).map(({ name, schema }) => ({
    name,
    in: "path" as const,
    required: true,
    schema,
  }));
  const query = fieldsOf(endpoint.query, schemas).map(({ name, schema, isRequired }) => ({
    name,
    in: "query" as const,
    required: isRequired,
    schema,
    ...(schema.type === "object" ? { style: "deepObject" as const, explode: true as const } : {}),
  }));
  return [...path, ...query, ...headerParameters(endpoint)];
}

function headerParameters(endpoint: Endpoint): Parameter[] {
  const headers: Parameter[] = [];
  if (endpoint.method === "POST") {
    headers.push({
      name: "Idempotency-Key",
      in: "header",
      required: endpoint.requiresIdempotencyKey === true,
      schema: { type: "string", minLength: 8, maxLength: 128 },
      description:
        "The same key and payload within 24 hours give the first answer again; another payload gives 409.",
    });
  }
  if (endpoint.cached === true) {
    headers.push({
      name: "If-None-Match",
      in: "header",
      required: false,
      schema: { type: "string" },
      description: "The `ETag` of an earlier answer: 304 when nothing has changed.",
    });
  }
  return headers;
}

/** The fields of an object schema, each with its own JSON Schema. */
function fieldsOf(
  schema: z.core.$ZodType | undefined,
  schemas: SchemaCollector,
): { name: string; schema: JsonSchema; isRequired: boolean }[] {
  if (schema === undefined) return [];
  const whole = schemas.add(schema, "input");
  const required = new Set(whole.required);
  return Object.entries(whole.properties ?? {}).map(([name, field]) => ({
    name,
    schema: typeof field === "boolean" ? {} : field,
    isRequired: required.has(name),
  }));
}

function requestBodyOf(body: NonNullable<Endpoint["body"]>, schemas: SchemaCollector): object {
  if (body.kind === "json") {
    return {
      required: true,
      content: { "application/json": { schema: schemas.add(body.schema, "input") } },
    };
  }
  const lines = { type: "string", format: "binary", description: "JSON Lines, one item a line." };
  const fields = Object.entries(body.formFields ?? {}).map(([name, value]) => [
    name,
    { const: value },
  ]);
  const properties = { file: lines, ...Object.fromEntries(fields) };
  const form = { schema: { type: "object", properties, required: Object.keys(properties) } };
  return {
    required: true,
    content: {
      ...(body.formFields === undefined ? { "application/x-ndjson": { schema: lines } } : {}),
      "multipart/form-data": form,
    },
  };
}

function securityOf(auth: Auth): Record<string, string[]>[] {
  if (auth.kind === "none") return [];
  return auth.kind === "session" ? [{ session: [] }] : [{ api_key: [] }, { session: [] }];
}
