import type * as z from "zod/mini";
import type { SeededRandom } from "../torture/seeded-random.ts";

type Schema = z.core.$ZodType;

/** What values are made with. */
export interface ValueSources {
  random: SeededRandom;
  /** Texts that mean something to the gateway: ids, slugs and moments that were seen in answers. */
  known: KnownTexts;
  /** Makes fields of these names, whatever their schema: where a schema says less than the gateway asks for. */
  fields: Readonly<Record<string, (sources: ValueSources) => unknown>>;
}

const MOST_KNOWN = 400;
const ID = /^\^((?:[a-z]+_)+)\[0-9a-hjkmnp-tv-z\]\{20\}\$$/;
const ID_CHARACTERS = "0123456789abcdefghjkmnpqrstvwxyz";

/** Texts that fit somewhere, the newest of each kind. */
export class KnownTexts {
  readonly #texts: string[] = [];
  readonly #kept: ReadonlySet<string>;

  /** `kept` are never given out: what the run itself needs to go on. */
  constructor(kept: ReadonlySet<string>, texts: readonly string[]) {
    this.#kept = kept;
    this.#texts.push(...texts);
  }

  /** Looks through an answer for ids and cursors. */
  learn(value: unknown): void {
    if (typeof value === "string") this.#add(value);
    else if (Array.isArray(value)) value.slice(0, 20).forEach((entry) => this.learn(entry));
    else if (typeof value === "object" && value !== null)
      Object.values(value).forEach((entry) => this.learn(entry));
  }

  #add(text: string): void {
    const isOfUse = /^[a-z_]+_[0-9a-z]{20}$/.test(text) || /^MTo[\w-]+$/.test(text);
    if (!isOfUse || this.#kept.has(text) || this.#texts.includes(text)) return;
    this.#texts.push(text);
    if (this.#texts.length > MOST_KNOWN) this.#texts.splice(0, MOST_KNOWN / 4);
  }

  /** One that the pattern takes; undefined where none is known. */
  matching(random: SeededRandom, pattern: RegExp): string | undefined {
    const fitting = this.#texts.filter((text) => pattern.test(text));
    return fitting.length === 0 ? undefined : random.pick(fitting);
  }
}

/** How often a value is made anew that breaks a rule over several fields. */
const TRIES = 30;

/** A value that the schema takes, unless rules over several fields make that too rare. */
export function goodValueOf(schema: Schema, sources: ValueSources): unknown {
  let value = valueOf(schema, sources);
  for (let tries = 1; tries < TRIES && !parses(schema, value); tries += 1)
    value = valueOf(schema, sources);
  return value;
}

function parses(schema: Schema, value: unknown): boolean {
  return (schema as z.ZodMiniType).safeParse(value).success; // every schema of the contract is one of these
}

/** A value that the schema most likely takes: shaped by it, and at its bounds as often as between them. */
export function valueOf(schema: Schema, sources: ValueSources): unknown {
  const { random } = sources;
  const definition = schema._zod.def;
  // The `type` of each definition says which of zod's shapes it has.
  switch (definition.type) {
    case "string":
      return textOf(schema, sources);
    case "number":
      return numberOf(schema, random);
    case "boolean":
      return random.chance(0.5);
    case "null":
      return null;
    case "literal":
      return random.pick((definition as z.core.$ZodLiteralDef<z.core.util.Literal>).values);
    case "enum":
      return random.pick(Object.values((definition as z.core.$ZodEnumDef).entries));
    case "array":
      return listOf(schema, definition as z.core.$ZodArrayDef, sources);
    case "object":
      return objectOf(definition as z.core.$ZodObjectDef, sources);
    case "record":
      return recordOf(definition as z.core.$ZodRecordDef, sources);
    case "union":
      return valueOf(random.pick((definition as z.core.$ZodUnionDef).options), sources);
    case "pipe":
      return random.pick(["true", "false"]); // the contract's only pipes are texts for booleans
    case "optional":
      return random.chance(0.4) ? undefined : innerOf(definition, sources);
    case "nullable":
      return random.chance(0.2) ? null : innerOf(definition, sources);
    default:
      return "innerType" in definition ? innerOf(definition, sources) : anyValue(random);
  }
}

function innerOf(definition: z.core.$ZodTypeDef, sources: ValueSources): unknown {
  return valueOf((definition as z.core.$ZodOptionalDef).innerType, sources); // seen by the caller
}

/** What the checks of a schema say that a value of it may be. */
interface Bounds {
  least: number | undefined;
  most: number | undefined;
  format: string | undefined;
  pattern: RegExp | undefined;
}

/** The bounds of a schema: of its text's length, its number or its list's length. */
export function boundsOf(schema: Schema): Bounds {
  const bounds: Bounds = {
    least: undefined,
    most: undefined,
    format: undefined,
    pattern: undefined,
  };
  const definition = schema._zod.def;
  const rules: object[] = [definition, ...(definition.checks ?? []).map((check) => check._zod.def)];
  for (const rule of rules) {
    // Which of these a rule has depends on its `check`; each means the same wherever it stands.
    const { check, minimum, maximum, value, format, pattern } = rule as { [name: string]: unknown };
    const least = check === "greater_than" ? value : minimum;
    const most = check === "less_than" ? value : maximum;
    if (typeof least === "number") bounds.least = least;
    if (typeof most === "number") bounds.most = most;
    if (typeof format === "string") bounds.format = format;
    if (pattern instanceof RegExp) bounds.pattern = pattern;
  }
  return bounds;
}

function textOf(schema: Schema, { random, known }: ValueSources): string {
  const { least = 0, most = 60, format, pattern } = boundsOf(schema);
  if (format === "datetime") return new Date(random.between(1, 4e9) * 1_000).toISOString();
  if (format === "email") return `agent-${random.between(0, 1e9)}@example.com`;
  if (format === "url") return `https://hooks-${random.between(0, 1e6)}.example.com/in`;
  const prefix = pattern === undefined ? undefined : ID.exec(pattern.source)?.[1];
  if (pattern !== undefined) {
    const seen = random.chance(0.8) ? known.matching(random, pattern) : undefined;
    if (seen !== undefined) return seen;
    if (prefix !== undefined) return prefix + characters(random, ID_CHARACTERS, 20);
    return random.pick(
      ["0", "0.000001", "1.5", "999999999999.999999", "12", "agent-main-thread@v1"].filter((text) =>
        pattern.test(text),
      ),
    );
  }
  const longest = Math.min(most, 3_000);
  const length = random.pick([
    least,
    longest,
    random.between(least, Math.min(longest, least + 40)),
  ]);
  return characters(random, "abc xyzÄß漢字😀'\"<>&;-_/\\%", length);
}

/** The text with U+FFFD in the place of half characters, which no address can hold. */
export function wellFormed(text: string): string {
  return text.replaceAll(/\p{Surrogate}/gu, "\ufffd");
}

function characters(random: SeededRandom, alphabet: string, length: number): string {
  const all = [...alphabet];
  let text = "";
  while (text.length < length) text += random.pick(all);
  return wellFormed(text.slice(0, length));
}

function numberOf(schema: Schema, random: SeededRandom): number {
  const { least = 0, most = 1e6, format } = boundsOf(schema);
  const between = least + random.next() * (most - least);
  return random.pick([least, most, format === undefined ? between : Math.round(between)]);
}

function listOf(
  schema: Schema,
  { element }: z.core.$ZodArrayDef,
  sources: ValueSources,
): unknown[] {
  const { least = 0, most = 5 } = boundsOf(schema);
  const length = sources.random.between(least, Math.max(least, Math.min(most, 5)));
  return Array.from({ length }, () => valueOf(element, sources));
}

function objectOf({ shape }: z.core.$ZodObjectDef, sources: ValueSources): object {
  const made = Object.entries(shape).map(([name, schema]): [string, unknown] => {
    const own = Object.hasOwn(sources.fields, name) ? sources.fields[name] : undefined;
    const value = valueOf(schema, sources);
    return [name, value === undefined || own === undefined ? value : own(sources)];
  });
  return Object.fromEntries(made.filter(([, value]) => value !== undefined));
}

function recordOf({ keyType, valueType }: z.core.$ZodRecordDef, sources: ValueSources): object {
  const length = sources.random.between(0, 4);
  const entries = Array.from({ length }, () => [
    String(valueOf(keyType, sources)),
    valueOf(valueType, sources),
  ]);
  return Object.fromEntries(entries);
}

/** Values that have broken parsers, databases and programs before. */
const ODD_VALUES: readonly unknown[] = [
  null,
  true,
  "",
  " ",
  "\0",
  "a\0b",
  "\ud800",
  "\udc00\ud800",
  "\ufeff",
  "\u202e\u2066",
  "x".repeat(70_000),
  "__proto__",
  "constructor",
  "../../../etc/passwd",
  "%00%2e%2e%2f",
  "'; drop table batches; --",
  "${7*7}{{7*7}}",
  "<script>alert(1)</script>",
  "0000-01-01T00:00:00Z",
  "275760-09-13T00:00:00.001Z",
  "2026-02-30T00:00:00Z",
  -1,
  0,
  0.1,
  -0,
  1e21,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  Number.MAX_VALUE,
  Number.MIN_VALUE,
  [],
  {},
  [[]],
  [null],
  { "": {} },
  { "\0": "\0" },
  { toString: null, valueOf: 1 },
  Array.from({ length: 2_000 }, (_, at) => at),
];

/** Any JSON, most of it odd. */
export function anyValue(random: SeededRandom): unknown {
  const odd = random.pick(ODD_VALUES);
  if (random.chance(0.8)) return odd;
  return random.chance(0.5) ? [odd, random.pick(ODD_VALUES)] : { value: odd, kind: "odd" };
}

/** The same value with one place in it made odd: another value, one that is gone, one too many. */
export function spoiled(value: unknown, random: SeededRandom): unknown {
  const isContainer = typeof value === "object" && value !== null;
  if (!isContainer || random.chance(0.15)) return anyValue(random);
  if (Array.isArray(value)) {
    if (value.length === 0 || random.chance(0.2)) return [...value, anyValue(random)];
    const at = random.between(0, value.length - 1);
    return value.map((entry, place) => (place === at ? spoiled(entry, random) : entry));
  }
  const entries = Object.entries(value);
  if (entries.length === 0 || random.chance(0.15))
    return { ...value, [random.pick(["extra", "ID", "__proto__x", "", "a.b"])]: anyValue(random) };
  const at = random.between(0, entries.length - 1);
  if (random.chance(0.2)) return Object.fromEntries(entries.filter((_, place) => place !== at));
  return Object.fromEntries(
    entries.map(([name, entry], place) => [name, place === at ? spoiled(entry, random) : entry]),
  );
}
