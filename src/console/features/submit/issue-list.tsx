import type { PreflightIssue } from "#contract/error-envelope.ts";
import type { LineEdits } from "#contract/manifest/line-edits.ts";
import { useState } from "react";
import { formatCount } from "../../format/counts.ts";
import { plural } from "../../format/plural.ts";
import { Select } from "../../ui/select.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";

interface Props {
  label: string;
  issues: readonly PreflightIssue[];
  /** The whole number, where fewer are listed. */
  issueCount: number;
  opened: PreflightIssue | undefined;
  /** What was done by hand to the lines; undefined where they are not edited here. */
  edits?: LineEdits | undefined;
  /** Without it no line can be looked at yet. */
  onOpen?: ((issue: PreflightIssue) => void) | undefined;
}

const ROW_HEIGHT = 36;
const MOST_ROWS_IN_VIEW = 9;

/** Every issue with its line, its kind and its place; one may be opened. */
export function IssueList({ label, issues, issueCount, opened, edits, onOpen }: Props) {
  const [code, setCode] = useState("");
  const counts = countByCode(issues);
  const shown =
    code === "" || !counts.has(code) ? issues : issues.filter((issue) => issue.code === code);
  const heightPx = (Math.min(shown.length, MOST_ROWS_IN_VIEW) + 1) * ROW_HEIGHT + 2;
  return (
    <div>
      <div className="flex flex-wrap items-end justify-between gap-3">
        <p className="text-sm text-secondary">
          {plural(issueCount, "issue")}
          {issues.length < issueCount ? `, the first ${formatCount(issues.length)} listed` : ""}.
          {onOpen === undefined
            ? ""
            : edits === undefined
              ? " Press one to see its line."
              : " Press one to edit its line."}
        </p>
        {counts.size < 2 ? null : (
          <Select
            label="Kind"
            className="w-56"
            value={counts.has(code) ? code : ""}
            options={[
              { value: "", label: `All kinds (${formatCount(issues.length)})` },
              ...[...counts].map(([value, count]) => ({
                value,
                label: `${value} (${formatCount(count)})`,
              })),
            ]}
            onChange={({ target }) => setCode(target.value)}
          />
        )}
      </div>
      <div
        className="mt-2 overflow-hidden rounded-lg border border-line"
        style={{ height: heightPx }}
      >
        <VirtualRows
          label={label}
          className="h-full"
          count={shown.length}
          minWidthPx={560}
          rowHeightPx={ROW_HEIGHT}
          itemAt={(index) => shown[index]}
          openIndex={opened === undefined ? -1 : shown.indexOf(opened)}
          onOpen={
            onOpen &&
            ((index) => {
              const issue = shown[index];
              if (issue !== undefined) onOpen(issue);
            })
          }
          columns={[
            {
              id: "line",
              header: "Line",
              width: "64px",
              numeric: true,
              cell: lineOf,
            },
            {
              id: "code",
              header: "Kind",
              width: "184px",
              mono: true,
              cell: (issue) => issue?.code,
            },
            {
              id: "message",
              header: "What is wrong",
              width: "minmax(200px, 1fr)",
              cell: (issue) => <Message issue={issue} edits={edits} />,
            },
            {
              id: "path",
              header: "Path",
              width: "120px",
              mono: true,
              cell: (issue) => issue?.path ?? "–",
            },
          ]}
        />
      </div>
    </div>
  );
}

/** The message, after what was done about it. */
function Message({
  issue,
  edits,
}: {
  issue: PreflightIssue | undefined;
  edits?: LineEdits | undefined;
}) {
  const edit = issue?.line === undefined ? undefined : edits?.get(issue.line);
  if (edit === undefined) return issue?.message;
  return (
    <span className="flex items-center gap-2">
      <StatusBadge tone={edit === null ? "waiting" : "done"}>
        {edit === null ? "left out" : "edited"}
      </StatusBadge>
      <span className="min-w-0 truncate text-muted line-through">{issue?.message}</span>
    </span>
  );
}

function lineOf(issue: PreflightIssue | undefined): string {
  return issue?.line === undefined ? "–" : formatCount(issue.line);
}

function countByCode(issues: readonly PreflightIssue[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { code } of issues) counts.set(code, (counts.get(code) ?? 0) + 1);
  return counts;
}
