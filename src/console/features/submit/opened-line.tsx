import type { PreflightIssue } from "#contract/error-envelope.ts";
import { useEffect, useMemo, useRef, useState } from "react";
import { formatBytes } from "../../format/bytes.ts";
import { formatCount } from "../../format/counts.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import type { LineAnchor } from "./check-input.ts";
import type { LineRules } from "./line-verdict.ts";
import { readLine, type LineText } from "./read-line.ts";
import { useLineBench } from "./use-line-bench.ts";
import type { LineEditing } from "./use-line-edits.ts";

interface Props {
  input: Blob;
  anchors: readonly LineAnchor[];
  line: number;
  issue: PreflightIssue;
  rules: LineRules;
  editing: LineEditing;
  onNext: () => void;
  onClose: () => void;
}

/** A longer line is slow to set as text; it can be left out. */
const EDITABLE_LINE_BYTES = 128 * 1024;
const BEGINNING_SHOWN = 2000;

/** One line of a file, read from where it lies, in its editor. */
export function OpenedLine(props: Props) {
  const { input, anchors, line, issue, rules, editing, onNext, onClose } = props;
  const bench = useLineBench();
  const read = useLineText(input, line, anchors);
  const edit = editing.edits.get(line);
  const leaveOut = (): void => editing.change(line, null);

  if (bench.status === "failed") {
    return (
      <Callout className="m-3" tone="attention" title="The editor could not be loaded">
        <Button size="small" className="mt-2" onClick={bench.retry}>
          Try again
        </Button>
      </Callout>
    );
  }
  if (edit === null) {
    return <LeftOut key={line} line={line} onRestore={() => editing.change(line, undefined)} />;
  }
  if (read === "reading" || bench.status === "loading") return <Skeleton className="m-3 h-64" />;
  if (read === undefined) {
    return <p className="p-3 text-sm text-muted">The input has no such line any more.</p>;
  }
  if (read.isCut) return <LongLine text={read.text} onLeaveOut={leaveOut} />;
  return (
    <bench.Bench
      key={`${line} ${edit ?? ""}`}
      line={line}
      text={edit ?? read.text}
      isEdited={edit !== undefined}
      issue={issue}
      rules={rules}
      onSave={(text) => editing.change(line, text)}
      onLeaveOut={leaveOut}
      onRestore={() => editing.change(line, undefined)}
      onNext={onNext}
      onClose={onClose}
    />
  );
}

/** In the place of the editor, whose pressed button is gone: the focus goes to the way back. */
function LeftOut({ line, onRestore }: { line: number; onRestore: () => void }) {
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => button.current?.focus({ preventScroll: true }), []);
  return (
    <div className="flex flex-wrap items-center gap-3 p-3">
      <p className="text-sm">Line {formatCount(line)} is left out.</p>
      <Button ref={button} size="small" onClick={onRestore}>
        Put it back
      </Button>
    </div>
  );
}

function LongLine({ text, onLeaveOut }: { text: string; onLeaveOut: () => void }) {
  return (
    <div className="p-3">
      <p className="text-sm text-secondary">
        The line is longer than the {formatBytes(EDITABLE_LINE_BYTES)} that are edited here. This is
        its beginning.
      </p>
      <CodeBlock
        bare
        wrap
        label="the beginning of the line"
        code={text.slice(0, BEGINNING_SHOWN)}
        className="my-2 max-h-40"
      />
      <Button size="small" onClick={onLeaveOut}>
        Leave it out
      </Button>
    </div>
  );
}

/** Undefined when the file has no such line, any more. */
function useLineText(
  input: Blob,
  line: number,
  anchors: readonly LineAnchor[],
): LineText | undefined | "reading" {
  const wanted = useMemo(() => ({ input, line, anchors }), [input, line, anchors]);
  const [read, setRead] = useState<{ wanted: typeof wanted; text: LineText | undefined }>();
  useEffect(() => {
    let isWanted = true;
    const tell = (text: LineText | undefined): void => {
      if (isWanted) setRead({ wanted, text });
    };
    readLine(wanted.input, wanted.line, wanted.anchors, EDITABLE_LINE_BYTES).then(tell, () =>
      tell(undefined),
    );
    return () => {
      isWanted = false;
    };
  }, [wanted]);
  return read?.wanted === wanted ? read.text : "reading";
}
