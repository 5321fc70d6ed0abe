import { ErrorEnvelope } from "./error-envelope.ts";
import { allEndpoints } from "./whole-api.ts";
import { GROUP_DESCRIPTIONS } from "./group-descriptions.ts";
import { openApiHeaders } from "./openapi-headers.ts";
import { OpenaiErrorEnvelope } from "./openai-errors.ts";
import { openApiOperation } from "./openapi-operation.ts";
import { createSchemaCollector, type JsonSchema } from "./openapi-schemas.ts";
import { openApiWebhooks } from "./openapi-webhooks.ts";

export interface OpenApiOptions {
  /** Where the API is served: origin, or origin and prefix. */
  serverUrl: string;
  version: string;
  /** Whether the endpoints of local mode are in it; they are unless said otherwise. */
  hasLocal?: boolean;
}

/** An OpenAPI 3.1 document; plain JSON. */
export interface OpenApiDocument {
  openapi: "3.1.1";
  info: { title: string; version: string; description: string; license: object };
  servers: { url: string }[];
  tags: { name: string; description: string }[];
  /** By path and then by method in lower case. */
  paths: Record<string, Record<string, object>>;
  webhooks: Record<string, object>;
  components: { schemas: Record<string, JsonSchema>; headers: object; securitySchemes: object };
}

/** The whole contract as an OpenAPI 3.1 document; derived, so that it is never behind what is served. */
export function openApiDocument({
  serverUrl,
  version,
  hasLocal = true,
}: OpenApiOptions): OpenApiDocument {
  const schemas = createSchemaCollector();
  const described = allEndpoints.filter(({ endpoint }) => hasLocal || endpoint.local !== true);
  const paths: OpenApiDocument["paths"] = {};
  for (const named of described) {
    const { method, path } = named.endpoint;
    paths[path] = { ...paths[path], [method.toLowerCase()]: openApiOperation(named, schemas) };
  }
  const webhooks = openApiWebhooks(schemas);
  schemas.add(ErrorEnvelope, "output");
  schemas.add(OpenaiErrorEnvelope, "output");
  const groups = [...new Set(described.map(({ group }) => group))];
  return {
    openapi: "3.1.1",
    info: {
      title: "Batchrouter",
      version,
      description:
        "The batch lifecycle over HTTP: register, verify, create a key, lock a quote, submit, get the results.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: serverUrl }],
    tags: groups.map((name) => ({ name, description: GROUP_DESCRIPTIONS[name] ?? name })),
    paths,
    webhooks,
    components: {
      schemas: schemas.components(),
      headers: openApiHeaders(hasLocal),
      securitySchemes: SECURITY_SCHEMES,
    },
  };
}

const SECURITY_SCHEMES = {
  api_key: { type: "http", scheme: "bearer", description: "An API key, `ob_live_…`." },
  session: {
    type: "http",
    scheme: "bearer",
    description: "The session token of verifying or signing in.",
  },
};
