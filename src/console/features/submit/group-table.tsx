import type { ManifestGroup } from "#contract/manifest/groups.ts";
import { formatCount } from "../../format/counts.ts";
import { SectionHeading } from "../../ui/headings.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { useModels } from "../catalog/queries.ts";
import { groupProblem } from "./group-problems.ts";

/** What the items ask for, counted by operation and acceptable models. */
export function GroupTable({ groups }: { groups: readonly ManifestGroup[] }) {
  const { data } = useModels();
  return (
    <div className="mt-5">
      <SectionHeading level={3} title="What is asked for" note="by operation and models" />
      <Table label="Items by operation and models">
        <thead>
          <tr>
            <HeaderCell>Operation</HeaderCell>
            <HeaderCell>Models</HeaderCell>
            <HeaderCell numeric>Items</HeaderCell>
            <HeaderCell numeric>Input tokens</HeaderCell>
            <HeaderCell numeric>Output tokens, at most</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {groups.map((group) => {
            const problem = groupProblem(group, data?.data ?? []);
            return (
              <Row key={`${group.operation} ${group.models.join(" ")}`}>
                <Cell>{group.operation}</Cell>
                <Cell wrap className="min-w-36">
                  <code className="text-xs">{group.models.join(", ")}</code>
                  {problem === undefined ? null : (
                    <span className="mt-1 flex flex-wrap items-center gap-2">
                      <StatusBadge tone="attention">not offered</StatusBadge>
                      <span className="text-secondary">{problem}</span>
                    </span>
                  )}
                </Cell>
                <Cell numeric>{formatCount(group.items)}</Cell>
                <Cell numeric>{formatCount(group.input_tokens)}</Cell>
                <Cell numeric>{outputWords(group)}</Cell>
              </Row>
            );
          })}
        </tbody>
      </Table>
    </div>
  );
}

function outputWords(group: ManifestGroup): string {
  const { items, items_without_max_output_tokens: open, max_output_tokens } = group;
  if (group.operation === "embeddings") return "–";
  if (open === items) return "not stated";
  const stated = formatCount(max_output_tokens);
  return open === 0 ? stated : `${stated}, ${formatCount(open)} not stated`;
}
