type SqlScalar = string | number | bigint | boolean | Date | Uint8Array | null;

/** What may be sent as a query parameter; an array becomes one PostgreSQL array parameter. */
export type SqlValue = SqlScalar | readonly SqlScalar[];

/** Deeper JSON stalls the embedded engine for good, so it is refused long before. */
const maxJsonDepth = 500;

/**
 * One SQL fragment or statement with its parameters apart from its text. Made by `sql` alone: an
 * object that merely looks like one is never taken for SQL.
 */
class SqlFragment {
  readonly #strings: readonly string[];
  readonly #values: readonly SqlValue[];
  #text: string | undefined;

  constructor(strings: readonly string[], values: readonly SqlValue[], text?: string) {
    this.#strings = strings;
    this.#values = values;
    this.#text = text;
  }

  /** The statement's text with `$1`, `$2`, … in place of its values. */
  get text(): string {
    this.#text ??= this.#strings.reduce((text, part, index) => `${text}$${index}${part}`);
    return this.#text;
  }

  /** The values of `$1`, `$2`, … in order. */
  get values(): readonly SqlValue[] {
    return this.#values;
  }

  /** Whether it is the same text for everybody, so that what it is woven into may be remembered. */
  get isConstant(): boolean {
    return this.#values.length === 0;
  }

  /** The same text with other values. */
  withValues(values: readonly SqlValue[]): SqlFragment {
    return new SqlFragment(this.#strings, values, this.text);
  }

  /** Puts fragments in line between `strings`, renumbering nothing: numbers are given by `text`. */
  static weave(
    strings: readonly string[],
    parts: readonly (SqlFragment | SqlValue)[],
  ): SqlFragment {
    const text = [strings[0] ?? ""];
    const values: SqlValue[] = [];
    const append = (part: string) => text.push((text.pop() ?? "") + part);
    parts.forEach((part, index) => {
      if (part instanceof SqlFragment) {
        const [head = "", ...rest] = part.#strings;
        append(head);
        text.push(...rest);
        values.push(...part.#values);
      } else {
        if (part === undefined)
          throw new TypeError("sql: a value is undefined; say null to mean null.");
        text.push("");
        values.push(part);
      }
      append(strings[index + 1] ?? "");
    });
    return new SqlFragment(text, values);
  }
}

/** A fragment or statement; the class stays here, so that only `sql` makes one. */
export type Sql = SqlFragment;

/**
 * Builds a statement or a fragment: `sql` values are spliced in as SQL, everything else travels as a
 * parameter and can never become SQL.
 */
export function sql(strings: TemplateStringsArray, ...parts: readonly (Sql | SqlValue)[]): Sql {
  const known = woven.get(strings);
  if (known === undefined || !isWovenOf(known, parts)) return weave(strings, parts);
  return known.statement.withValues(
    known.hasFragments ? parts.filter(isValue) : (parts as readonly SqlValue[]), // none of them is a fragment
  );
}

/** What a template gave the last time, with the fragments that were spliced in and `null` for each value. */
interface Woven {
  statement: Sql;
  fragments: readonly (Sql | null)[];
  hasFragments: boolean;
}

/**
 * Most statements differ in their values alone, and are asked for all the time: their text is put together once. By the
 * template itself, of which there is one for each place in the code.
 */
const woven = new WeakMap<TemplateStringsArray, Woven>();

function weave(strings: TemplateStringsArray, parts: readonly (Sql | SqlValue)[]): Sql {
  const statement = SqlFragment.weave(strings, parts);
  const fragments = parts.map((part) => (part instanceof SqlFragment ? part : null));
  if (fragments.every((fragment) => fragment === null || fragment.isConstant)) {
    const hasFragments = fragments.some((fragment) => fragment !== null);
    woven.set(strings, { statement, fragments, hasFragments });
  }
  return statement;
}

function isWovenOf({ fragments }: Woven, parts: readonly (Sql | SqlValue)[]): boolean {
  for (let at = 0; at < parts.length; at += 1) {
    const part = parts[at];
    if (part === undefined || (part instanceof SqlFragment ? part : null) !== fragments[at])
      return false;
  }
  return true;
}

function isValue(part: Sql | SqlValue): part is SqlValue {
  return !(part instanceof SqlFragment);
}

/** The fragments in order with `separator` between them; of no fragments, the empty fragment. */
sql.join = (fragments: readonly Sql[], separator: Sql = sql`, `): Sql => {
  const parts = fragments.flatMap((fragment, index) =>
    index === 0 ? [fragment] : [separator, fragment],
  );
  return SqlFragment.weave([...parts.map(() => ""), ""], parts);
};

/** An identifier or keyword taken as it stands; the type accepts literals only, never a computed string. */
sql.raw = <const Text extends string>(text: string extends Text ? never : Text): Sql =>
  new SqlFragment([text], []);

/** A `jsonb` parameter, sent as text so that every engine reads it alike; refuses JSON deeper than 500. */
sql.json = (value: unknown): Sql => sql`${jsonText(value)}::jsonb`;

/** The JSON text of a value that `jsonb` can take; throws for `undefined`, functions and JSON deeper than 500. */
export function jsonText(value: unknown): string {
  const text: string | undefined = JSON.stringify(value);
  if (text === undefined) throw new TypeError("sql: the value has no JSON form.");
  if (jsonDepth(text) > maxJsonDepth) {
    throw new RangeError(`sql: JSON is nested deeper than ${maxJsonDepth} levels.`);
  }
  return text;
}

function jsonDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let isInString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (character === "\\") index += 1;
    else if (character === '"') isInString = !isInString;
    else if (isInString) continue;
    else if (character === "{" || character === "[") deepest = Math.max(deepest, (depth += 1));
    else if (character === "}" || character === "]") depth -= 1;
  }
  return deepest;
}
