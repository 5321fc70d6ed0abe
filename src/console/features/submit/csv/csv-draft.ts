import type { CsvPlan } from "./build-lines.ts";
import type { CsvHead, Encoding } from "./csv-head.ts";
import { readTemplate } from "./prompt-template.ts";

/** A CSV file that was chosen or pasted. */
export interface CsvFile {
  name: string;
  blob: Blob;
  encoding: Encoding;
  separator: string;
}

/** Where the ids come from: a column's position as text, or the rows' numbers. */
export const NUMBERED = "";

/** All that is entered on the way from a CSV file to lines. */
export interface CsvDraft {
  file: CsvFile | undefined;
  prompt: string;
  system: string;
  model: string;
  max_output_tokens: string;
  id_column: string;
}

export const EMPTY_CSV_DRAFT: CsvDraft = {
  file: undefined,
  prompt: "",
  system: "",
  model: "",
  max_output_tokens: "",
  id_column: NUMBERED,
};

/** What is wrong with a draft, by field. */
type CsvProblems = Partial<Record<"prompt" | "system" | "model" | "max_output_tokens", string>>;

/** The plan that a draft comes to against the head of its file, or what has to be mended first. */
export function planOfDraft(
  draft: CsvDraft,
  file: CsvFile,
  { columns }: CsvHead,
): { plan: CsvPlan; problems?: never } | { problems: CsvProblems; plan?: never } {
  const prompt = readTemplate(draft.prompt, columns);
  const system = readTemplate(draft.system, columns);
  const problems: CsvProblems = {};
  if (draft.prompt.trim() === "") problems.prompt = "Write the prompt, with {{columns}} in it.";
  else if (prompt.unknown.length > 0) problems.prompt = unknownWords(prompt.unknown);
  if (system.unknown.length > 0) problems.system = unknownWords(system.unknown);
  if (draft.model === "") problems.model = "Choose a model.";
  const maximum = draft.max_output_tokens.trim();
  if (!/^\d*$/.test(maximum) || Number(maximum || "1") < 1) {
    problems.max_output_tokens = "A whole number from 1, or nothing.";
  }
  if (Object.keys(problems).length > 0) return { problems };
  return {
    plan: {
      encoding: file.encoding,
      separator: file.separator,
      column_count: columns.length,
      prompt: prompt.parts,
      system: system.parts,
      model: draft.model,
      max_output_tokens: maximum === "" ? null : Number(maximum),
      id_column: draft.id_column === NUMBERED ? null : Number(draft.id_column),
    },
  };
}

/** The column that most probably has the ids: one that is called so. */
export function guessedIdColumn({ columns }: CsvHead): string {
  const names = ["custom_id", "customer_item_id", "id", "key"];
  const at = columns.findIndex((name) => names.includes(name.toLowerCase()));
  return at === -1 ? NUMBERED : String(at);
}

/** `tickets.csv` → `tickets.jsonl`. */
export function linesName(name: string): string {
  return `${name.replace(/\.(?:csv|tsv|txt)$/i, "")}.jsonl`;
}

function unknownWords(unknown: readonly { name: string; meant: string | undefined }[]): string {
  return unknown
    .map(({ name, meant }) => {
      const fix = meant === undefined ? "" : ` Did you mean {{${meant}}}?`;
      return `There is no column "${name}".${fix}`;
    })
    .join(" ");
}
