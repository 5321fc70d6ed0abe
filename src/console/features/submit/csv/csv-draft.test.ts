import { expect, test } from "vitest";
import { EMPTY_CSV_DRAFT, guessedIdColumn, planOfDraft, type CsvDraft } from "./csv-draft.ts";

const file = { name: "a.csv", blob: new Blob(), encoding: "utf-8", separator: ";" } as const;
const head = { columns: ["ID", "text"], rows: [] };

function planned(changes: Partial<CsvDraft>) {
  const draft = { ...EMPTY_CSV_DRAFT, file, prompt: "Sort {{text}}", model: "m", ...changes };
  return planOfDraft(draft, file, head);
}

test("a whole draft is a plan of the file's own columns", () => {
  expect(planned({ max_output_tokens: " 7 ", id_column: "0" }).plan).toEqual({
    encoding: "utf-8",
    separator: ";",
    column_count: 2,
    prompt: ["Sort ", { column: 1 }],
    system: [],
    model: "m",
    max_output_tokens: 7,
    id_column: 0,
  });
});

test.each<[Partial<CsvDraft>, object]>([
  [{ prompt: " " }, { prompt: "Write the prompt, with {{columns}} in it." }],
  [{ prompt: "{{txt}}" }, { prompt: 'There is no column "txt". Did you mean {{text}}?' }],
  [{ system: "{{quite other}}" }, { system: 'There is no column "quite other".' }],
  [{ model: "" }, { model: "Choose a model." }],
  [{ max_output_tokens: "0" }, { max_output_tokens: "A whole number from 1, or nothing." }],
  [{ max_output_tokens: "-1" }, { max_output_tokens: "A whole number from 1, or nothing." }],
])("%j is to be mended first", (changes, problems) => {
  expect(planned(changes).problems).toEqual(problems);
});

test("ids are taken from the column that is called so, else from the rows' numbers", () => {
  expect(guessedIdColumn(head)).toBe("0");
  expect(guessedIdColumn({ columns: ["text"], rows: [] })).toBe("");
});
