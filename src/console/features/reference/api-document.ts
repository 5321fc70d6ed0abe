import type { Endpoint } from "#contract/endpoint.ts";
import { openApiDocument, type OpenApiDocument } from "#contract/openapi.ts";
import type { JsonSchema } from "#contract/openapi-schemas.ts";

/** A parameter as the document says it. */
export interface ApiParameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  schema: JsonSchema;
  description?: string;
}

/** An operation of the document, as far as the reference shows it. */
interface ApiOperation {
  parameters: ApiParameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: Record<string, { content?: Record<string, { schema: JsonSchema }> }>;
}

let made: OpenApiDocument | undefined;

/** The contract's own document: made once, when the reference is first opened. Nothing in it names an environment. */
function apiDocument(): OpenApiDocument {
  made ??= openApiDocument({ serverUrl: "/", version: "" });
  return made;
}

/** What the document says of an endpoint. */
function operationOf({ method, path }: Endpoint): ApiOperation {
  const operation = apiDocument().paths[path]?.[method.toLowerCase()];
  if (operation === undefined) throw new TypeError(`No operation ${method} ${path}`);
  return operation as ApiOperation; // the shape that openApiOperation gives it
}

const POINTER = "#/components/schemas/";

/** The name of what a schema refers to, or undefined where it stands for itself. */
export function nameOfReference(schema: JsonSchema): string | undefined {
  return schema.$ref?.startsWith(POINTER) === true ? schema.$ref.slice(POINTER.length) : undefined;
}

/** The schema itself, or what it refers to together with what it adds to that. */
export function resolved(schema: JsonSchema): JsonSchema {
  const name = nameOfReference(schema);
  const target = name === undefined ? undefined : apiDocument().components.schemas[name];
  if (target === undefined) return schema;
  const { $ref: _, ...added } = schema;
  return { ...resolved(target), ...added };
}

/** The parameters of an endpoint that stand in one place. */
export function parametersOf(endpoint: Endpoint, place: ApiParameter["in"]): ApiParameter[] {
  return operationOf(endpoint).parameters.filter((parameter) => parameter.in === place);
}

/** The schema of an endpoint's JSON body; undefined where it takes none, or bytes. */
export function bodySchemaOf(endpoint: Endpoint): JsonSchema | undefined {
  return operationOf(endpoint).requestBody?.content["application/json"]?.schema;
}

/** The content types as which an endpoint takes bytes; empty where it takes none. */
export function uploadTypesOf(endpoint: Endpoint): string[] {
  return endpoint.body?.kind === "upload"
    ? Object.keys(operationOf(endpoint).requestBody?.content ?? {})
    : [];
}

/** The schema of an endpoint's JSON answer; undefined where it gives nothing, or bytes. */
export function answerSchemaOf(endpoint: Endpoint): JsonSchema | undefined {
  const answer = operationOf(endpoint).responses[endpoint.answer.status];
  return answer?.content?.["application/json"]?.schema;
}

/** The schema of what every non-2xx answer holds. */
export function errorSchema(): JsonSchema {
  return apiDocument().components.schemas["Error"] ?? {};
}
