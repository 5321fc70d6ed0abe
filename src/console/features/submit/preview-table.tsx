import { formatCount } from "../../format/counts.ts";
import { SectionHeading } from "../../ui/headings.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import type { PreviewItem } from "./check-input.ts";

/** The first items as they will be read. */
export function PreviewTable({
  preview,
  itemCount,
}: {
  preview: readonly PreviewItem[];
  itemCount: number;
}) {
  return (
    <div className="mt-5">
      <SectionHeading
        level={3}
        title="Preview"
        note={
          preview.length === itemCount
            ? "all items"
            : `the first ${preview.length} of ${formatCount(itemCount)}`
        }
      />
      <div className="max-h-80 overflow-y-auto">
        <Table label="Preview of the items">
          <thead>
            <tr>
              <HeaderCell numeric>Line</HeaderCell>
              <HeaderCell>Item</HeaderCell>
              <HeaderCell>Model</HeaderCell>
              <HeaderCell className="w-full">Input</HeaderCell>
              <HeaderCell numeric>Max output</HeaderCell>
            </tr>
          </thead>
          <tbody>
            {preview.map((item) => (
              <Row key={item.line}>
                <Cell numeric className="text-muted">
                  {item.line}
                </Cell>
                <Cell mono>{item.custom_id}</Cell>
                <Cell mono className="text-secondary">
                  {item.models.join(", ")}
                </Cell>
                <Cell truncate title={item.prompt} className="min-w-48 text-secondary">
                  {item.prompt}
                </Cell>
                <Cell numeric>
                  {item.max_output_tokens === null ? "–" : formatCount(item.max_output_tokens)}
                </Cell>
              </Row>
            ))}
          </tbody>
        </Table>
      </div>
    </div>
  );
}
