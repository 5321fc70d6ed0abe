import { plural } from "../../../format/plural.ts";
import { SectionHeading } from "../../../ui/headings.tsx";
import { lineOf, type CsvPlan } from "./build-lines.ts";
import type { CsvHead } from "./csv-head.ts";
import { CodeBlock } from "../../../ui/code-block.tsx";

const ROWS_SHOWN = 3;
/** A preview of a line, not the whole of a long one. */
const LINE_SHOWN = 2000;
/** The row of the head is the first. */
const FIRST_ROW = 2;

/** The first rows as the lines that they will become. */
export function CsvPreview({ head, plan }: { head: CsvHead; plan: CsvPlan }) {
  const rows = head.rows
    .map((fields, index) => ({ fields, row: FIRST_ROW + index }))
    .filter(({ fields }) => fields.length === plan.column_count)
    .slice(0, ROWS_SHOWN);
  if (rows.length === 0) return null;
  const lines = rows.map(({ fields, row }) => {
    const line = lineOf(fields, row, plan);
    return line.length > LINE_SHOWN ? `${line.slice(0, LINE_SHOWN)}…` : line;
  });
  return (
    <div>
      <SectionHeading
        level={3}
        title="The lines"
        note={`the first ${plural(rows.length, "row")} as they will be`}
      />
      <CodeBlock label="the first lines" wrap code={lines.join("\n")} className="max-h-72" />
    </div>
  );
}
