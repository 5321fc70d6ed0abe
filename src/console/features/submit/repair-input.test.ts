import { expect, test } from "vitest";
import { checkInput } from "./check-input.ts";
import { repairInput, type RepairPlan, type RepairProgress } from "./repair-input.ts";

const known = new Set(["gpt-4o-mini"]);
const NO_EDITS = new Map<number, string | null>();

function line(id?: string): string {
  const input = { messages: [{ role: "user", content: "Name a river." }] };
  return JSON.stringify({
    customer_item_id: id,
    operation: "responses",
    model: "gpt-4o-mini",
    input,
  });
}

async function checked(text: string) {
  return checkInput(new Blob([text]), known, { onProgress: () => {}, onIssues: () => {} });
}

test("what the check offers makes a file without a fault, and the steps reach their ends", async () => {
  const text = `\uFEFF${line("a")}\r\n\r\n${line()}\r\n${line("a")}\r\n`;
  const { repairs } = await checked(text);
  const kinds = new Set(
    repairs.filter((offer) => offer.repair !== "to_openai_batch").map(({ repair }) => repair),
  );
  const steps: RepairProgress[] = [];
  const made = await repairInput(
    new Blob([text]),
    { repairs: kinds, edits: NO_EDITS },
    known,
    (step) => steps.push(step),
  );
  expect(made.check.summary).toMatchObject({
    item_count: 3,
    issue_count: 0,
    has_bom: false,
    has_crlf: false,
  });
  expect(await made.blob.text()).toBe(`${line("a")}\n${line("item-000003")}\n${line("a-2")}\n`);
  expect(made.made).toEqual({
    drop_bom: 1,
    crlf_to_lf: 4,
    remove_blank_lines: 1,
    add_missing_ids: 1,
    unique_ids: 1,
  });
  for (const name of ["repairing", "checking"]) {
    const last = steps.findLast(({ step }) => step === name);
    expect(last?.bytes).toBe(last?.total);
  }
});

test("a list over many lines is offered to be split, and split it is good", async () => {
  const text = JSON.stringify([JSON.parse(line("a")), JSON.parse(line("b"))], null, 2);
  const { repairs } = await checked(text);
  expect(repairs.map(({ repair }) => repair)).toEqual(["array_to_lines"]);
  const plan: RepairPlan = { repairs: new Set(["array_to_lines"]), edits: NO_EDITS };
  const made = await repairInput(new Blob([text]), plan, known, () => {});
  expect(made.check.summary).toMatchObject({ item_count: 2, issue_count: 0 });
});

test("a good file is offered no repair, only the other format", async () => {
  const { repairs } = await checked(`${line("a")}\n`);
  expect(repairs.map(({ repair, is_fault }) => [repair, is_fault])).toEqual([
    ["to_openai_batch", false],
  ]);
});
