import fc from "fast-check";
import { expect, test } from "vitest";

import { sql } from "./sql.ts";

const flat = (statement: ReturnType<typeof sql>) => ({
  text: statement.text,
  values: statement.values,
});

test("values become numbered parameters and never text", () => {
  expect(flat(sql`select ${"'; drop table jobs"}, ${2n}, ${null}`)).toEqual({
    text: "select $1, $2, $3",
    values: ["'; drop table jobs", 2n, null],
  });
});

test("fragments nest to any depth with their parameters renumbered in reading order", () => {
  const inner = sql`c = ${3} or ${sql`d = ${4}`}`;
  expect(flat(sql`select ${1} where a = ${2} and (${inner}) limit ${5}`)).toEqual({
    text: "select $1 where a = $2 and (c = $3 or d = $4) limit $5",
    values: [1, 2, 3, 4, 5],
  });
});

test("a template gives its text with other values, and another one with other fragments", () => {
  const columns = [sql`a, b`, sql`a`, sql`b as ${"c"}`];
  const select = (of: number, id: number) =>
    flat(sql`select ${columns[of] ?? null} from t where id = ${id}`);
  for (const _round of [1, 2]) {
    expect(select(0, 1)).toEqual({ text: "select a, b from t where id = $1", values: [1] });
    expect(select(0, 2)).toEqual({ text: "select a, b from t where id = $1", values: [2] });
    expect(select(1, 3)).toEqual({ text: "select a from t where id = $1", values: [3] });
    expect(select(2, 4)).toEqual({
      text: "select b as $1 from t where id = $2",
      values: ["c", 4],
    });
    expect(select(9, 5)).toEqual({ text: "select $1 from t where id = $2", values: [null, 5] });
  }
});

test("join puts the separator between fragments only", () => {
  expect(flat(sql`set ${sql.join([sql`a = ${1}`, sql`b = ${2}`])}`)).toEqual({
    text: "set a = $1, b = $2",
    values: [1, 2],
  });
  expect(flat(sql.join([sql`x`, sql`y`, sql`z`], sql` and `)).text).toBe("x and y and z");
  expect(flat(sql`a ${sql.join([])}b`).text).toBe("a b");
});

test("an object that looks like a fragment is not spliced in as SQL", () => {
  const lookalike = JSON.parse('{"text": "drop table jobs", "values": []}');
  expect(sql`select ${lookalike}`.text).toBe("select $1");
});

test("raw text is for literals: a computed string does not compile", () => {
  const computed: string = ["jo", "bs"].join("");
  // @ts-expect-error a string that is not a literal
  expect(sql.raw(computed).text).toBe("jobs");
  expect(sql`select * from ${sql.raw("jobs")} where id = ${1}`.text).toBe(
    "select * from jobs where id = $1",
  );
});

test("a value that is undefined is refused instead of becoming null", () => {
  // @ts-expect-error undefined is no value
  expect(() => sql`select ${undefined}`).toThrow("undefined");
});

test("JSON nested deeper than 500 levels is refused, brackets inside strings aside", () => {
  const nested = (depth: number): unknown => (depth === 0 ? '[{"\\[' : [nested(depth - 1)]);
  expect(sql.json(nested(500)).text).toBe("$1::jsonb");
  expect(() => sql.json(nested(501))).toThrow("deeper than 500");
  expect(sql.json({ text: "[".repeat(1_000) }).values).toHaveLength(1);
});

test("however fragments are nested, parameter n of the text is value n", () => {
  const fragment = fc.letrec<{ node: ReturnType<typeof sql> }>((tie) => ({
    node: fc.oneof(
      { depthSize: "small" },
      fc.integer().map((value) => sql`(${value})`),
      fc
        .tuple(tie("node"), fc.integer(), tie("node"))
        .map(([left, value, right]) => sql`${left}+${value}+${right}`),
      fc.array(tie("node"), { maxLength: 3 }).map((nodes) => sql`[${sql.join(nodes)}]`),
    ),
  })).node;
  fc.assert(
    fc.property(fragment, ({ text, values }) => {
      const numbers = [...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1]));
      expect(numbers).toEqual(values.map((_, index) => index + 1));
    }),
  );
});
