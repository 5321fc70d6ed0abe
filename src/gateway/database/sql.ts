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

  constructor(strings: readonly string[], values: readonly SqlValue[]) {
    this.#strings = strings;
    this.#values = values;
  }

  /** The statement's text with `$1`, `$2`, … in place of its values. */
  get text(): string {
    return this.#strings.reduce((text, part, index) => `${text}$${index}${part}`);
  }

  /** The values of `$1`, `$2`, … in order. */
  get values(): readonly SqlValue[] {
    return this.#values;
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
  return SqlFragment.weave(strings, parts);
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
