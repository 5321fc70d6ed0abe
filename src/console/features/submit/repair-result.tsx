import { MANIFEST_REPAIRS } from "#contract/manifest/repairs-kinds.ts";
import { formatBytes } from "../../format/bytes.ts";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { saveFile } from "../../ui/save-file.ts";
import type { InputCheck } from "./check-input.ts";
import type { RepairOutcome } from "./repair-input.ts";
import { REPAIR_WORDS, countWords, repairedName } from "./repair-words.ts";

interface Props {
  filename: string;
  before: InputCheck;
  outcome: RepairOutcome;
  onUse: () => void;
}

const REASONS_SHOWN = 3;

/** What a repair came to: before and after in figures, what was done, what was left, and what to do with it. */
export function RepairResult({ filename, before, outcome, onUse }: Props) {
  const { summary } = outcome.check;
  /** Of a good input the primary button is the upload of it. */
  const isMended = before.summary.issue_count > 0 && summary.issue_count === 0;
  return (
    <>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        {summary.issue_count === 0 ? (
          <StatusBadge tone="done">every line is good</StatusBadge>
        ) : (
          <StatusBadge tone="attention">{plural(summary.issue_count, "issue")} left</StatusBadge>
        )}
        <span className="text-sm text-secondary">{madeWords(outcome)}</span>
      </div>
      <Table label="Before and after the repair">
        <thead>
          <tr>
            <HeaderCell>The input</HeaderCell>
            <HeaderCell numeric>Before</HeaderCell>
            <HeaderCell numeric>After</HeaderCell>
          </tr>
        </thead>
        <tbody>
          {figures(before.summary, summary).map(([name, was, is]) => (
            <Row key={name}>
              <HeaderCell scope="row">{name}</HeaderCell>
              <Cell numeric>{was}</Cell>
              <Cell numeric>{is}</Cell>
            </Row>
          ))}
        </tbody>
      </Table>
      <LeftLines outcome={outcome} />
      <div className="mt-4 flex flex-wrap gap-2">
        <Button variant={isMended ? "primary" : "secondary"} onClick={onUse}>
          Use the repaired input
        </Button>
        <Button onClick={() => saveFile(repairedName(filename), outcome.blob)}>Save it</Button>
      </div>
    </>
  );
}

type Summary = InputCheck["summary"];

function figures(before: Summary, after: Summary): [string, string, string][] {
  const row = (name: string, read: (summary: Summary) => number): [string, string, string] => [
    name,
    formatCount(read(before)),
    formatCount(read(after)),
  ];
  return [
    row("Issues", ({ issue_count }) => issue_count),
    row("Lines", ({ line_count }) => line_count),
    row("Good lines", ({ item_count }) => item_count),
    ["Size", formatBytes(before.bytes), formatBytes(after.bytes)],
  ];
}

function madeWords({ made, edited_count, left_out_count }: RepairOutcome): string {
  const byHand = [
    edited_count === 0 ? "" : `${plural(edited_count, "line")} edited`,
    left_out_count === 0 ? "" : `${plural(left_out_count, "line")} left out`,
  ].filter((part) => part !== "");
  const repaired = MANIFEST_REPAIRS.filter((repair) => made[repair] !== undefined).map(
    (repair) => `${REPAIR_WORDS[repair].title}: ${countWords(repair, made[repair] ?? 0)}`,
  );
  const parts = [...byHand, ...repaired];
  return parts.length === 0 ? "Nothing had to be changed." : parts.join(" · ");
}

function LeftLines({ outcome: { left, left_count } }: { outcome: RepairOutcome }) {
  if (left_count === 0) return null;
  const shown = left.slice(0, REASONS_SHOWN);
  return (
    <div className="mt-3 text-sm text-secondary">
      <p>{plural(left_count, "line")} stayed as before:</p>
      <ul className="mt-1 flex flex-col gap-1">
        {shown.map(({ line, reason, repair }) => (
          <li key={`${repair} ${line}`}>
            <span className="font-medium text-ink">Line {formatCount(line)}</span> {reason}
          </li>
        ))}
        {left_count > shown.length ? (
          <li>and {formatCount(left_count - shown.length)} more</li>
        ) : null}
      </ul>
    </div>
  );
}
