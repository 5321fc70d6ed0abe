import { allEndpoints } from "#contract/whole-api.ts";
import { SNIPPET_LANGUAGES, snippet } from "#contract/snippets.ts";
import type { JsonSchema } from "#contract/openapi-schemas.ts";
import { openApiDocument } from "#contract/openapi.ts";
import { afterAll, describe, expect, test } from "vitest";
import { fromJSONSchema } from "zod";
import * as z from "zod/mini";
import { answerSchemaOf, bodySchemaOf } from "./api-document.ts";
import { exampleAnswer, exampleCall } from "./example-call.ts";
import { SHOWN_OPTIONAL } from "./example-words.ts";

// The library's larger build gives all schemas of the process its English messages; the files that come next want none.
afterAll(() => {
  z.config({ localeError: undefined });
});

const withBody = allEndpoints.flatMap(({ name, endpoint }) =>
  endpoint.body?.kind === "json" ? [{ name, endpoint, schema: endpoint.body.schema }] : [],
);
const withAnswer = allEndpoints.flatMap(({ name, endpoint }) =>
  endpoint.answer.kind === "json" ? [{ name, endpoint, schema: endpoint.answer.schema }] : [],
);

const named = openApiDocument({ serverUrl: "/", version: "" }).components.schemas;

/** A schema of the document, read back with all that it refers to by somebody who knows nothing but JSON Schema. */
function asGeneratorsRead(schema: JsonSchema | undefined) {
  const whole = JSON.stringify({ allOf: [schema ?? false], $defs: named });
  return fromJSONSchema(JSON.parse(whole.replaceAll("#/components/schemas/", "#/$defs/")));
}

describe("the examples of the reference", () => {
  test.each(withBody)("$name: the body passes the document's schema", ({ endpoint }) => {
    const schema = asGeneratorsRead(bodySchemaOf(endpoint));
    expect(schema.safeParse(exampleCall(endpoint).body).error?.issues).toBeUndefined();
  });

  test.each(withAnswer)("$name: the answer passes the document's schema", ({ endpoint }) => {
    const schema = asGeneratorsRead(answerSchemaOf(endpoint));
    expect(schema.safeParse(exampleAnswer(endpoint)).error?.issues).toBeUndefined();
  });

  test.each(withBody)("$name: the body passes the endpoint's own schema", (one) => {
    const { body } = exampleCall(one.endpoint);
    expect(z.safeParse(one.schema, body).error?.issues).toBeUndefined();
  });

  test.each(withAnswer)("$name: the answer passes the endpoint's own schema", (one) => {
    const answer = exampleAnswer(one.endpoint);
    expect(z.safeParse(one.schema, answer).error?.issues).toBeUndefined();
  });

  test.each(allEndpoints)(
    "$name: parameters and query pass, and make a snippet",
    ({ endpoint }) => {
      const { params, query, ...rest } = exampleCall(endpoint);
      if (endpoint.params !== undefined)
        expect(z.safeParse(endpoint.params, params).success).toBe(true);
      if (endpoint.query !== undefined)
        expect(z.safeParse(endpoint.query, query ?? {}).success).toBe(true);
      for (const language of SNIPPET_LANGUAGES) {
        const code = snippet(language, endpoint, {
          params,
          query,
          ...rest,
          baseUrl: "https://gateway.example",
        });
        expect(code).toContain("https://gateway.example/");
      }
    },
  );

  test("no optional field is asked for that an endpoint does not have", () => {
    for (const [name, fields] of Object.entries(SHOWN_OPTIONAL)) {
      const found = withBody.find((one) => one.name === name);
      const body = found === undefined ? {} : exampleCall(found.endpoint).body;
      expect(JSON.stringify(body), name).toSatisfy((text: string) =>
        fields.every((field) => text.includes(`"${field}":`)),
      );
    }
  });

  test("nothing in a request is left as dots", () => {
    for (const { name, endpoint } of allEndpoints)
      expect(JSON.stringify(exampleCall(endpoint)), name).not.toContain("…");
  });
});
