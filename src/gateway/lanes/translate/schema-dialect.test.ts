import { expect, it } from "vitest";
import {
  beyondDialect,
  closedSchema,
  GENERATE_CONTENT_DIALECT,
  MESSAGES_DIALECT,
} from "./schema-dialect.ts";

it("closes every object of a schema that leaves open whether there may be more, and no other", () => {
  const closed = { additionalProperties: false };

  expect(
    closedSchema({
      type: "object",
      properties: {
        // A property of the name of a keyword is a property.
        properties: { type: "object" },
        list: { type: "array", items: { type: ["object", "null"] } },
        free: { type: "object", additionalProperties: { type: "string" } },
        either: { anyOf: [{ type: "string" }, { properties: { a: true } }] },
      },
      $defs: { named: { type: "object" } },
    }),
  ).toEqual({
    type: "object",
    properties: {
      properties: { type: "object", ...closed },
      list: { type: "array", items: { type: ["object", "null"], ...closed } },
      free: { type: "object", additionalProperties: { type: "string" } },
      either: { anyOf: [{ type: "string" }, { properties: { a: true }, ...closed }] },
    },
    $defs: { named: { type: "object", ...closed } },
    ...closed,
  });
});

it("names each keyword beyond a dialect once, wherever it stands, and not a property of its name", () => {
  const schema = {
    type: "object",
    properties: {
      minLength: { type: "string" },
      a: { type: "string", minLength: 1, pattern: "x" },
    },
    patternProperties: { b: { minLength: 1 } },
    items: [{ not: {} }],
  };
  const why = "has a schema with what";

  expect(beyondDialect(schema, MESSAGES_DIALECT, "Messages")).toBe(
    `${why} Messages cannot hold an answer to: patternProperties, minLength.`,
  );
  expect(beyondDialect(schema, GENERATE_CONTENT_DIALECT, "Gemini")).toBe(
    `${why} Gemini cannot hold an answer to: patternProperties, minLength, pattern.`,
  );
  expect(
    beyondDialect({ type: "array", minItems: 2, format: "odd" }, MESSAGES_DIALECT, "Messages"),
  ).toBe(`${why} Messages cannot hold an answer to: minItems: 2, format: "odd".`);
  expect(beyondDialect({ minItems: 1, enum: [1] }, MESSAGES_DIALECT, "Messages")).toBeUndefined();
});
