import { expect, test } from "vitest";
import { errorCodesOf } from "./endpoint-errors.ts";
import { ERRORS } from "./errors.ts";
import { openApiDocument } from "./openapi.ts";
import { allEndpoints } from "./whole-api.ts";

/*
 * The public API as one listing, held to `golden/public-api.txt`: whatever callers could notice shows up in a review as what it
 * is. A change that is meant is accepted with `npx vitest run src/contract/public-api.test.ts -u`.
 */

const WIDTH = 110;
const SCHEMAS = "#/components/schemas/";
const HEADERS = "#/components/headers/";

type Json = Readonly<Record<string, unknown>>;
type Answer = { description: string; headers?: Json; content?: Json };

const document = openApiDocument({ serverUrl: "https://gateway.example/api", version: "1.2.3" });

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The fields of an object schema with a `?` behind those that may be left out, in the place of the list of the others. */
function withMarkedFields(schema: Json): Json {
  const { type, properties, required = [], ...rest } = schema;
  if (type !== "object" || !isObject(properties) || !Array.isArray(required)) return schema;
  const fields = Object.entries(properties).map(([name, field]) => [
    required.includes(name) ? name : `${name}?`,
    field,
  ]);
  return { ...rest, fields: Object.fromEntries(fields) };
}

/** A value on one line where it fits, else a line for each part; a reference is the name of what it leads to. */
function written(given: unknown, indent: string): string {
  const value = isObject(given) ? withMarkedFields(given) : given;
  const inline = writtenInline(value);
  if (indent.length + inline.length <= WIDTH || typeof value !== "object" || value === null)
    return inline;
  const deeper = `${indent}  `;
  const parts = Array.isArray(value)
    ? value.map((inner) => `${deeper}${written(inner, deeper)}\n`)
    : Object.entries(value).map(([name, inner]) => `${deeper}${name}: ${written(inner, deeper)}\n`);
  const [open, close] = Array.isArray(value) ? "[]" : "{}";
  return `${open}\n${parts.join("")}${indent}${close}`;
}

function writtenInline(given: unknown): string {
  if (Array.isArray(given)) return `[${given.map(writtenInline).join(", ")}]`;
  if (!isObject(given)) return JSON.stringify(given);
  const value = withMarkedFields(given);
  const { $ref } = value;
  if (typeof $ref === "string" && $ref.startsWith(SCHEMAS) && Object.keys(value).length === 1)
    return $ref.slice(SCHEMAS.length);
  const parts = Object.entries(value).map(([name, inner]) => `${name}: ${writtenInline(inner)}`);
  return parts.length === 0 ? "{}" : `{ ${parts.join(", ")} }`;
}

/** An answer in one line where it is an error in its envelope: the codes say the rest, which the table of codes has once. */
function writtenAnswer([status, answer]: [string, Answer]): string {
  const { description, headers = {}, content = {} } = answer;
  const names = Object.entries(headers).map(([name, header]) =>
    isObject(header) && header["$ref"] === HEADERS + name ? name : writtenInline(header),
  );
  const head = `  ${status} [${names.join(", ")}]`;
  const codes = Object.keys(ERRORS).filter((code) => description.includes(`\`${code}\`: `));
  return codes.length === 0
    ? `${head} ${description}\n    ${written(content, "    ")}\n`
    : `${head} ${codes.join(", ")}\n`;
}

function writtenParameter({
  name,
  in: place,
  required,
  schema,
  description,
  ...rest
}: Json): string {
  const lines = [`  ${place} ${name}${required === true ? "" : "?"}: ${written(schema, "  ")}\n`];
  if (description !== undefined) lines.push(`    ${description}\n`);
  if (Object.keys(rest).length > 0) lines.push(`    ${written(rest, "    ")}\n`);
  return lines.join("");
}

function writtenOperation(method: string, path: string, operation: Json): string {
  const { responses, parameters, ...rest } = operation as {
    responses: Record<string, Answer>; // what an operation always has
    parameters: Json[];
  };
  return [
    `${method.toUpperCase()} ${path}\n`,
    ...Object.entries(rest).map(([name, value]) => `  ${name}: ${written(value, "  ")}\n`),
    ...parameters.map(writtenParameter),
    ...Object.entries(responses).map(writtenAnswer),
  ].join("");
}

function writtenOperations(paths: Record<string, object>): string[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods as Record<string, Json>).map(([method, operation]) =>
      writtenOperation(method, path, operation),
    ),
  );
}

function writtenEach(kind: string, values: object): string[] {
  return Object.entries(values).map(([name, value]) => `${kind} ${name} ${written(value, "")}\n`);
}

test("the public API is as it was reviewed", async () => {
  const { paths, webhooks, components, ...rest } = document;
  const { schemas, headers, securitySchemes } = components;
  const changes = Object.fromEntries(
    allEndpoints.map(({ name, endpoint: { changes: changed = [] } }) => [name, changed]),
  );
  const sections = [
    [`${written(rest, "")}\n`],
    writtenOperations(paths),
    writtenOperations(webhooks),
    writtenEach("schema", schemas),
    writtenEach("header", headers),
    writtenEach("security", securitySchemes),
    writtenEach("error", ERRORS),
    writtenEach("changed by", changes),
  ];
  await expect(sections.flat().join("\n")).toMatchFileSnapshot("./golden/public-api.txt");
});

test("an error answer says each of its codes, what happened and what helps, and is in the envelope of its clients", () => {
  for (const { name, endpoint } of allEndpoints) {
    const operation = document.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
    const responses = Object.entries((operation as { responses: object }).responses); // it has answers
    const errors = responses.filter(([status]) => Number(status) >= 400);
    const envelope = endpoint.path.startsWith("/v1/openai/v1/") ? "OpenaiError" : "Error";
    const codesOf = (status: string) =>
      errorCodesOf(endpoint).filter((code) => ERRORS[code].status === Number(status));
    expect(errors.flatMap(([status]) => codesOf(status)).toSorted(), name).toEqual(
      errorCodesOf(endpoint).toSorted(),
    );
    for (const [status, answer] of errors) {
      const codes = codesOf(status);
      expect(codes, `${name} ${status}`).not.toEqual([]);
      const said = codes.map((code) => `\`${code}\`: ${ERRORS[code].message} ${ERRORS[code].fix}`);
      const code = { type: "object", properties: { code: { enum: codes } } };
      expect(answer, `${name} ${status}`).toMatchObject({
        description: said.join("\n\n"),
        content: {
          "application/json": {
            schema: {
              allOf: [
                { $ref: `#/components/schemas/${envelope}` },
                { type: "object", properties: { error: code } },
              ],
            },
          },
        },
      });
    }
  }
});
