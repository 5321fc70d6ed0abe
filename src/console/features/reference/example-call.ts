import { endpointName, type Endpoint } from "#contract/endpoint.ts";
import type { SnippetInput } from "#contract/snippets.ts";
import { answerSchemaOf, bodySchemaOf, parametersOf } from "./api-document.ts";
import { exampleValue } from "./example-value.ts";
import { ANSWER_FACTS, SHOWN_OPTIONAL } from "./example-words.ts";

/** An Idempotency-Key as one would make it: a name of the work, the same at every try. */
const EXAMPLE_IDEMPOTENCY_KEY = "nightly-2026-11-24";

/** A call with believable values, made from the schemas: what is required, and the optional fields worth seeing. */
export type ExampleCall = Pick<SnippetInput, "params" | "query" | "body" | "idempotencyKey">;

/** The example of an endpoint's request; its body passes the endpoint's own schema. */
export function exampleCall(endpoint: Endpoint): ExampleCall {
  const shown = SHOWN_OPTIONAL[endpointName(endpoint)] ?? [];
  const isShown = (name: string): boolean => shown.includes(name);
  const body = bodySchemaOf(endpoint);
  const params = exampleParameters(endpoint, "path");
  const query = exampleParameters(endpoint, "query");
  return {
    ...(params === undefined ? {} : { params }),
    ...(query === undefined ? {} : { query }),
    ...(body === undefined ? {} : { body: exampleValue(body, "", isShown) }),
    ...(endpoint.requiresIdempotencyKey === true
      ? { idempotencyKey: EXAMPLE_IDEMPOTENCY_KEY }
      : {}),
  };
}

function exampleParameters(
  endpoint: Endpoint,
  place: "path" | "query",
): Record<string, unknown> | undefined {
  const needed = parametersOf(endpoint, place).filter(({ required }) => required);
  if (needed.length === 0) return undefined;
  return Object.fromEntries(
    needed.map(({ name, schema }) => [name, exampleValue(schema, name, () => false)]),
  );
}

/** The example of an endpoint's JSON answer, every field there; undefined where it gives no JSON. */
export function exampleAnswer(endpoint: Endpoint): unknown {
  const schema = answerSchemaOf(endpoint);
  if (schema === undefined) return undefined;
  // An answer's optional fields come only where they were asked for.
  const value = exampleValue(schema, "", () => false);
  return withFacts(value, ANSWER_FACTS[endpointName(endpoint)] ?? {});
}

/** The value with the facts of its endpoint put in wherever a field of that name stands. */
function withFacts(value: unknown, facts: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((one) => withFacts(one, facts));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      Object.hasOwn(facts, name) ? facts[name] : withFacts(inner, facts),
    ]),
  );
}
