import { describe, expect, test } from "vitest";
import { errorCodesOf } from "./endpoint-errors.ts";
import { ERRORS } from "./errors.ts";
import { allEndpoints, wholeApi } from "./whole-api.ts";
import { openApiDocument } from "./openapi.ts";
import { WEBHOOK_EVENT_TYPES } from "./webhook-events.ts";

interface Operation {
  operationId: string;
  tags: string[];
  parameters: { name: string; in: string; required: boolean; style?: string; schema: object }[];
  requestBody?: { content: Record<string, { schema: Record<string, unknown> }> };
  responses: Record<
    string,
    { description: string; content?: Record<string, { schema: Record<string, unknown> }> }
  >;
  security: Record<string, unknown>[];
  "x-local"?: boolean;
}

const document = openApiDocument({ serverUrl: "http://127.0.0.1:8787", version: "1.2.3" });

function operationsOf(
  paths: Record<string, Record<string, object>>,
): (Operation & { path: string; method: string })[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    // The document is plain JSON; this test says what its operations look like.
    Object.entries(methods).map(([method, operation]) => ({
      ...(operation as Operation),
      path,
      method,
    })),
  );
}

const operations = operationsOf(document.paths);
const operation = (id: string) => operations.find(({ operationId }) => operationId === id);

/** Every object anywhere in the document. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>; // any other object is one of names
  for (const inner of Object.values(value)) yield* objectsIn(inner);
}

function resolve(pointer: string): unknown {
  return pointer
    .slice(2)
    .split("/")
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined,
      document,
    );
}

describe("the OpenAPI document", () => {
  test("is plain JSON: what is served is what was made", () => {
    expect(JSON.parse(JSON.stringify(document))).toEqual(document);
    expect(document).toMatchObject({ openapi: "3.1.1", info: { version: "1.2.3" } });
  });

  test("has each endpoint of the contract once, by its name", () => {
    expect(operations.map(({ operationId }) => operationId).toSorted()).toEqual(
      allEndpoints.map(({ name }) => name).toSorted(),
    );
    for (const { name, group, endpoint } of allEndpoints) {
      expect(operation(name)).toMatchObject({
        path: endpoint.path,
        method: endpoint.method.toLowerCase(),
        tags: [group],
      });
    }
  });

  test("has no reference that leads nowhere, and no component that nothing refers to", () => {
    const references = new Set(
      [...objectsIn(document)].flatMap(({ $ref }) => (typeof $ref === "string" ? [$ref] : [])),
    );
    expect(references.size).toBeGreaterThan(30);
    for (const reference of references) expect(resolve(reference), reference).toBeDefined();
    const components = Object.keys(document.components.schemas).map(
      (name) => `#/components/schemas/${name}`,
    );
    expect(components.filter((pointer) => !references.has(pointer))).toEqual([]);
  });

  test("declares every parameter of a path as required, and none that is not there", () => {
    for (const { path, parameters } of operations) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const declared = parameters.filter((parameter) => parameter.in === "path");
      expect(declared.map(({ name }) => name).toSorted()).toEqual(inPath.toSorted());
      expect(declared.every(({ required }) => required)).toBe(true);
    }
  });

  test("names entities once and refers to them", () => {
    const answer =
      operation("batches.get")?.responses["200"]?.content?.["application/json"]?.schema;
    expect(answer).toEqual({ $ref: "#/components/schemas/Batch" });
    const { Batch, Quote } = document.components.schemas;
    expect(Batch?.properties?.["cost"]).toEqual({ $ref: "#/components/schemas/Money" });
    expect(Quote?.properties?.["quote_lanes"]).toMatchObject({
      items: { $ref: "#/components/schemas/QuoteLane" },
    });
    expect(JSON.stringify(document)).not.toContain("$defs");
  });

  test("tells what is given from what is got where they differ", () => {
    const { InboxAnswer, InboxAnswerInput } = document.components.schemas;
    expect(InboxAnswer?.required).toEqual(["status", "delay_ms", "drop"]);
    expect(InboxAnswerInput?.required).toBeUndefined();
    expect(InboxAnswerInput?.properties?.["status"]).toMatchObject({ default: 200 });
  });

  test("asks for an Idempotency-Key where the contract does, and takes one on every POST", () => {
    for (const { method, parameters, operationId } of operations) {
      const key = parameters.find(({ name }) => name === "Idempotency-Key");
      expect(key !== undefined, operationId).toBe(method === "post");
      if (key !== undefined) expect(key.required).toBe(operationId === "batches.create");
    }
  });

  test("lists for each status the codes that go with it, in the error envelope", () => {
    const create = operation("batches.create");
    expect(create?.responses["409"]?.content?.["application/json"]?.schema).toEqual({
      allOf: [
        { $ref: "#/components/schemas/Error" },
        {
          type: "object",
          properties: {
            error: {
              type: "object",
              properties: {
                code: {
                  enum: ["idempotency_key_reused", "quote_expired", "quote_used", "conflict"],
                },
              },
            },
          },
        },
      ],
    });
    for (const { name, endpoint } of allEndpoints) {
      const statuses = errorCodesOf(endpoint).map((code) => String(ERRORS[code].status));
      expect(Object.keys(operation(name)?.responses ?? {})).toEqual(
        expect.arrayContaining(statuses),
      );
    }
  });

  test("says who may call", () => {
    expect(operation("accounts.register")?.security).toEqual([]);
    expect(operation("apiKeys.create")?.security).toEqual([{ session: [] }]);
    expect(operation("batches.get")?.security).toEqual([{ api_key: [] }, { session: [] }]);
    const schemes = Object.keys(document.components.securitySchemes);
    const used = new Set(
      operations.flatMap(({ security }) => security.flatMap((one) => Object.keys(one))),
    );
    expect([...used].toSorted()).toEqual(schemes.toSorted());
  });

  test("takes uploads as NDJSON and as multipart, and answers bytes as bytes", () => {
    expect(Object.keys(operation("files.upload")?.requestBody?.content ?? {})).toEqual([
      "application/x-ndjson",
      "multipart/form-data",
    ]);
    expect(operation("files.content")?.responses["200"]?.content).toHaveProperty(
      "application/x-ndjson",
    );
  });

  test("writes query parameters as they are sent: booleans, numbers with bounds, pairs in brackets", () => {
    const named = (id: string, name: string) =>
      operation(id)?.parameters.find((parameter) => parameter.name === name);
    expect(named("batches.get", "include_billing_receipt")?.schema).toEqual({ type: "boolean" });
    expect(named("batches.list", "limit")).toMatchObject({
      required: false,
      schema: { minimum: 1, maximum: 100, default: 20 },
    });
    expect(named("batches.list", "metadata")).toMatchObject({ style: "deepObject" });
    expect(named("batches.artifact", "signature")?.required).toBe(true);
  });

  test("has 304 exactly where an answer is cached", () => {
    for (const { name, endpoint } of allEndpoints) {
      expect("304" in (operation(name)?.responses ?? {}), name).toBe(endpoint.cached === true);
    }
  });

  test("has 302 with where to go exactly where the bytes may be elsewhere", () => {
    for (const { name, endpoint } of allEndpoints) {
      const { answer } = endpoint;
      const mayRedirect = answer.kind === "bytes" && "mayRedirect" in answer;
      expect("302" in (operation(name)?.responses ?? {}), name).toBe(mayRedirect);
    }
    expect(operation("batches.artifact")?.responses["302"]).toHaveProperty("headers.Location");
  });

  test("describes the body of every event", () => {
    expect(Object.keys(document.webhooks)).toEqual([...WEBHOOK_EVENT_TYPES]);
    expect(document.webhooks["batch.completed"]).toMatchObject({
      post: {
        requestBody: {
          content: {
            "application/json": {
              schema: {
                allOf: [
                  { $ref: "#/components/schemas/WebhookBody" },
                  { properties: { type: { const: "batch.completed" } } },
                ],
              },
            },
          },
        },
      },
    });
  });

  test("marks the local endpoints, and leaves them out when asked to", () => {
    expect(operation("local.reset")?.["x-local"]).toBe(true);
    const hosted = openApiDocument({
      serverUrl: "https://api.batchrouter.com",
      version: "1",
      hasLocal: false,
    });
    expect(Object.keys(hosted.paths).filter((path) => path.startsWith("/local"))).toEqual([]);
    expect(hosted.tags.map(({ name }) => name)).toEqual(
      Object.keys(wholeApi).filter((name) => name !== "local"),
    );
    expect(Object.keys(hosted.components.schemas)).not.toContain("Inbox");
  });
});

describe("what a schema says of itself", () => {
  test("stands in the document beside the reference to what it names", () => {
    const { ResultRow, Batch } = openApiDocument({ serverUrl: "/", version: "" }).components
      .schemas;
    expect(ResultRow?.properties?.["batchrouter"]).toMatchObject({
      anyOf: [{ $ref: "#/components/schemas/ItemFacts" }, { type: "null" }],
      description: expect.stringMatching(/^How it was served/),
    });
    expect(Batch?.properties?.["run_id"]).toHaveProperty("description");
  });

  test("the rehearsal's clock is a header of a local gateway alone", () => {
    const named = (hasLocal: boolean) =>
      Object.keys(openApiDocument({ serverUrl: "/", version: "", hasLocal }).components.headers);
    expect(named(true)).toEqual(
      expect.arrayContaining(["X-Batchrouter-Rehearsal-Now", "X-Batchrouter-Instance"]),
    );
    expect(named(false)).not.toContain("X-Batchrouter-Rehearsal-Now");
  });
});
