import { expect, test } from "vitest";
import { fillTemplate, readTemplate } from "./prompt-template.ts";

const columns = ["id", "text", "a b"];

test("placeholders take the fields of their columns, as often as they stand there", () => {
  const { parts, unknown } = readTemplate("Sort {{ text }}: {{a b}}, {{text}}{{id}}", columns);
  expect(unknown).toEqual([]);
  expect(fillTemplate(parts, ["7", "$& {{id}}", "x"])).toBe("Sort $& {{id}}: x, $& {{id}}7");
});

test("a placeholder without a column is named once, with what was probably meant", () => {
  const { unknown } = readTemplate("{{txet}} {{txet}} {{}} { {id}}", columns);
  expect(unknown).toEqual([
    { name: "txet", meant: "text" },
    { name: "", meant: undefined },
  ]);
});
