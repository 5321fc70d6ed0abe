import { nearestName } from "#contract/manifest/nearest-name.ts";

/** Text, and the columns whose fields stand in it, by their position. */
export type TemplatePart = string | { column: number };

/** A placeholder for which there is no column, with the column that was probably meant. */
interface UnknownPlaceholder {
  name: string;
  meant: string | undefined;
}

/** A template that was read against the columns of a table. */
interface PromptTemplate {
  parts: TemplatePart[];
  unknown: UnknownPlaceholder[];
}

/** Reads `{{column}}` placeholders; blanks inside the braces do not count, letters' case does. Of two columns of one name the first is meant. */
export function readTemplate(text: string, columns: readonly string[]): PromptTemplate {
  const parts: TemplatePart[] = [];
  const unknown = new Map<string, UnknownPlaceholder>();
  // With one group, what is split off by it stands at the odd places.
  text.split(/\{\{\s*([^{}]*?)\s*\}\}/).forEach((piece, index) => {
    if (index % 2 === 0) {
      if (piece !== "") parts.push(piece);
      return;
    }
    const column = columns.indexOf(piece);
    if (column !== -1) parts.push({ column });
    else unknown.set(piece, { name: piece, meant: nearestName(piece, columns) });
  });
  return { parts, unknown: [...unknown.values()] };
}

/** The text for one row; a field that the row does not have is empty. */
export function fillTemplate(parts: readonly TemplatePart[], fields: readonly string[]): string {
  return parts
    .map((part) => (typeof part === "string" ? part : (fields[part.column] ?? "")))
    .join("");
}
