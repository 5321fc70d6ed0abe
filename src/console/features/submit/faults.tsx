import type { PreflightIssue } from "#contract/error-envelope.ts";
import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { useMemo, useRef, useState, type ComponentProps } from "react";
import { formatCount } from "../../format/counts.ts";
import { Button } from "../../ui/button.tsx";
import { Panel } from "../../ui/panel.tsx";
import type { InputCheck } from "./check-input.ts";
import { BadInput } from "./check-report.tsx";
import { IssueList } from "./issue-list.tsx";
import type { LocalInput } from "./local-input.ts";
import { OpenedIssue } from "./opened-issue.tsx";
import { OpenedLine } from "./opened-line.tsx";
import { RepairsPart } from "./repairs-part.tsx";
import { useLineEdits } from "./use-line-edits.ts";
import type { Repair } from "./use-repair.ts";

interface Props {
  input: LocalInput;
  result: InputCheck;
  issues: readonly ManifestIssue[];
  knownModels: readonly string[] | undefined;
  repair: Repair;
  onRepaired: (repaired: Blob) => void;
  /** Brings a line of typed text into view. */
  onGoTo: (line: number) => void;
}

/** What is wrong with an input, and the ways to mend it: repairs, line by line, or by leaving lines out. */
export function Faults(props: Props) {
  const { input, result, issues, knownModels, repair, onRepaired, onGoTo } = props;
  const [opened, setOpened] = useState<PreflightIssue>();
  const editing = useLineEdits(input.blob);
  const list = useRef<HTMLDivElement>(null);
  const isListed = opened !== undefined && issues.includes(opened as ManifestIssue); // a miss is what is asked
  const models = useMemo(() => knownModels && new Set(knownModels), [knownModels]);
  const badLines = useMemo(() => [...new Set(issues.map(({ line }) => line))], [issues]);
  const line = isListed ? opened.line : undefined;
  const rules = useMemo(
    () => ({
      format: result.summary.format ?? undefined,
      knownModels: models,
      found: issues.filter((issue) => issue.line === line),
    }),
    [result, models, issues, line],
  );

  /** The bad line so many places on from the open one, round the ends. */
  function step(by: number): void {
    const at = line === undefined ? -1 : badLines.indexOf(line);
    const next = badLines.at((at + by) % badLines.length);
    setOpened(issues.find((issue) => issue.line === next));
  }

  return (
    <>
      <BadInput result={result} />
      {result.summary.is_complete && result.summary.line_count > 0 ? (
        <div className="mt-4">
          <RepairsPart
            input={input}
            result={result}
            issues={issues}
            editing={editing}
            repair={repair}
            onUse={onRepaired}
          />
        </div>
      ) : null}
      <div ref={list} className="mt-4">
        <IssueList
          label="Issues found in this browser"
          issues={issues}
          issueCount={result.summary.issue_count}
          opened={opened}
          edits={input.source === "file" ? editing.edits : undefined}
          onOpen={(issue) => {
            setOpened(issue);
            if (input.source === "text" && issue.line !== undefined) onGoTo(issue.line);
          }}
        />
      </div>
      {!isListed ? null : line === undefined || input.source === "text" ? (
        <OpenedIssue issue={opened} input={input.blob} anchors={result.anchors} />
      ) : (
        <BadLine
          lines={badLines}
          line={line}
          onStep={step}
          onClose={() => {
            setOpened(undefined);
            list.current?.querySelector<HTMLElement>('[role="grid"]')?.focus();
          }}
          input={input.blob}
          anchors={result.anchors}
          issue={opened}
          rules={rules}
          editing={editing}
        />
      )}
    </>
  );
}

interface BadLineProps extends Omit<ComponentProps<typeof OpenedLine>, "onNext"> {
  /** All bad lines, in their order. */
  lines: readonly number[];
  onStep: (by: number) => void;
}

/** One bad line of all, with the way to the one before and the one after it. */
function BadLine({ lines, onStep, ...opened }: BadLineProps) {
  return (
    <Panel
      className="mt-3"
      flush
      aria-label="The opened line"
      header={
        <>
          <span className="font-medium text-ink">Line {formatCount(opened.line)}</span>
          <span className="tabular-nums">
            bad line {formatCount(lines.indexOf(opened.line) + 1)} of {formatCount(lines.length)}
          </span>
          <span className="flex flex-wrap gap-2 sm:ml-auto">
            <Button size="small" variant="quiet" onClick={() => onStep(-1)}>
              Previous bad line
            </Button>
            <Button size="small" variant="quiet" onClick={() => onStep(1)}>
              Next bad line
            </Button>
          </span>
        </>
      }
    >
      <OpenedLine {...opened} onNext={() => onStep(1)} />
    </Panel>
  );
}
