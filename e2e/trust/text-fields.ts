import { allEndpoints, type NamedEndpoint } from "#contract/whole-api.ts";
import type * as z from "zod/mini";
import { boundsOf, valueOf, type ValueSources } from "./generate-values.ts";

type Schema = z.core.$ZodType;

/** A step into a value: a member, the first entry of a list, or in an object of free names the first one's name or value. */
type Step = { member: string } | "entry" | "name" | "value";

/** A field of a request's body that takes any text. */
export interface TextField {
  named: NamedEndpoint;
  path: readonly Step[];
  /** As people write it. */
  text: string;
}

/** Every field of the contract's JSON bodies that takes text of no declared form, as its schemas say. */
export function textFields(): TextField[] {
  return allEndpoints.flatMap((named) => {
    const { body } = named.endpoint;
    if (body?.kind !== "json") return [];
    const paths = new Map(pathsOf(body.schema).map((path) => [written(path), path]));
    return [...paths].map(([text, path]) => ({ named, path, text: `${named.name} ${text}` }));
  });
}

function pathsOf(schema: Schema): Step[][] {
  const definition = schema._zod.def;
  // The `type` of each definition says which of zod's shapes it has.
  switch (definition.type) {
    case "string": {
      const { format, pattern } = boundsOf(schema);
      return format === undefined && pattern === undefined ? [[]] : [];
    }
    case "object":
      return Object.entries((definition as z.core.$ZodObjectDef).shape).flatMap(([member, inner]) =>
        after({ member }, pathsOf(inner)),
      );
    case "array":
      return after("entry", pathsOf((definition as z.core.$ZodArrayDef).element));
    case "record": {
      const { keyType, valueType } = definition as z.core.$ZodRecordDef;
      return [...after("name", pathsOf(keyType)), ...after("value", pathsOf(valueType))];
    }
    case "union":
      return (definition as z.core.$ZodUnionDef).options.flatMap(pathsOf);
    default:
      return "innerType" in definition
        ? pathsOf((definition as z.core.$ZodOptionalDef).innerType)
        : [];
  }
}

function after(step: Step, paths: readonly Step[][]): Step[][] {
  return paths.map((path) => [step, ...path]);
}

function written(path: readonly Step[]): string {
  return path.map((step) => (typeof step === "object" ? `.${step.member}` : `[${step}]`)).join("");
}

const TRIES = 5_000;

/** A good body in which the field is there; undefined where none was found. */
export function bodyWith({ named, path }: TextField, sources: ValueSources): unknown {
  const { body } = named.endpoint;
  if (body?.kind !== "json") return undefined;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const value = valueOf(body.schema, sources);
    if (has(value, path) && body.schema.safeParse(value).success) return value;
  }
  return undefined;
}

function has(value: unknown, [step, ...rest]: readonly Step[]): boolean {
  if (step === undefined) return typeof value === "string";
  if (typeof value !== "object" || value === null) return false;
  if (step === "name") return Object.keys(value).length > 0;
  if (typeof step === "object") return has(Reflect.get(value, step.member), rest);
  return has(Object.values(value)[0], rest); // the first entry of a list, the first value of an object
}

/** The same body with this text in the field. */
export function withText(value: unknown, [step, ...rest]: readonly Step[], text: string): unknown {
  if (step === undefined) return text;
  if (Array.isArray(value))
    return value.map((entry, at) => (at === 0 ? withText(entry, rest, text) : entry));
  const entries = Object.entries(value as object).map(([name, entry], at): [string, unknown] => {
    if (typeof step === "object")
      return [name, name === step.member ? withText(entry, rest, text) : entry];
    if (at > 0) return [name, entry];
    return step === "name" ? [text, entry] : [name, withText(entry, rest, text)];
  });
  return Object.fromEntries(entries);
}

/** Whether the text stands anywhere in an answer, as a value or as a name; blank ends are taken off where the contract says so. */
export function holds(answer: unknown, text: string): boolean {
  if (typeof answer === "string") return answer === text || answer === text.trim();
  if (Array.isArray(answer)) return answer.some((entry) => holds(entry, text));
  if (typeof answer !== "object" || answer === null) return false;
  return Object.entries(answer).some(([name, entry]) => name === text || holds(entry, text));
}
