import type { PreflightIssue } from "#contract/error-envelope.ts";
import { useEffect, useState } from "react";
import { formatCount } from "../../format/counts.ts";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Panel } from "../../ui/panel.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { LineAnchor } from "./check-input.ts";
import { readLine, type LineText } from "./read-line.ts";

interface Props {
  issue: PreflightIssue;
  input: Blob;
  anchors: readonly LineAnchor[];
}

/** One issue in full, over the line that it is about, read from the file where it lies. */
export function OpenedIssue({ issue, input, anchors }: Props) {
  const { line } = issue;
  const [shown, setRead] = useState<{ line: number; input: Blob; text: LineText | undefined }>();
  useEffect(() => {
    if (line === undefined) return;
    let isWanted = true;
    const read = async (): Promise<void> => {
      const text = await readLine(input, line, anchors);
      if (isWanted) setRead({ line, input, text });
    };
    void read();
    return () => {
      isWanted = false;
    };
  }, [input, line, anchors]);
  const isRead = shown !== undefined && shown.line === line && shown.input === input;
  return (
    <Panel
      className="mt-3"
      flush
      aria-label="The opened issue"
      header={
        <>
          {line === undefined ? null : (
            <span className="font-medium text-ink">Line {formatCount(line)}</span>
          )}
          <code className="text-xs">{issue.code}</code>
          {issue.path === undefined ? null : (
            <code className="text-xs text-muted">{issue.path}</code>
          )}
        </>
      }
    >
      <p className="px-3 pt-2.5 text-sm">{issue.message}</p>
      {line === undefined ? null : isRead ? (
        <LineOfInput text={shown.text} line={line} />
      ) : (
        <Skeleton className="m-3 h-5 w-3/4" />
      )}
    </Panel>
  );
}

function LineOfInput({ text, line }: { text: LineText | undefined; line: number }) {
  if (text === undefined)
    return <p className="px-3 py-2.5 text-sm text-muted">The input has no such line any more.</p>;
  if (text.text.trim() === "")
    return <p className="px-3 py-2.5 text-sm text-muted">The line is blank.</p>;
  return (
    <>
      <CodeBlock bare wrap label={`line ${line}`} code={text.text} className="max-h-56" />
      {text.isCut ? (
        <p className="px-3 pb-2 text-xs text-muted">The beginning of a longer line.</p>
      ) : null}
    </>
  );
}
