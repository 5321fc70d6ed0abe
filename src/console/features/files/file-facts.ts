import type { InputFile } from "#contract/files.ts";

/** Every model that the file's lines name, each once, in order of first appearance. */
export function fileModels({ groups }: Pick<InputFile, "groups">): string[] {
  return [...new Set(groups.flatMap(({ models }) => models))];
}

/** Whether each word of a search stands in the file's name, its id, its hash or its models. */
export function fitsSearch(file: InputFile, text: string): boolean {
  const named = [file.filename, file.id, file.sha256, ...fileModels(file)].join(" ").toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((word) => named.includes(word));
}
