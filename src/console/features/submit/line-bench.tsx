import type { PreflightIssue } from "#contract/error-envelope.ts";
import { useEffect, useMemo, useRef, useState, type KeyboardEvent } from "react";
import { Button } from "../../ui/button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { LiveRegion } from "../../ui/live-region.tsx";
import { prettyJson } from "../../ui/pretty-json.ts";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { placeOfIssue } from "./json-place.ts";
import { judgeEditedLine, type LineRules } from "./line-verdict.ts";
import { MarkedTextArea } from "./marked-text-area.tsx";

/** What the editor of one line gets and tells. */
export interface LineBenchProps {
  line: number;
  /** As it stands now: as it came, or as it was last saved. */
  text: string;
  isEdited: boolean;
  /** The issue that was pressed, to be shown first. */
  issue: PreflightIssue;
  rules: LineRules;
  onSave: (text: string) => void;
  onLeaveOut: () => void;
  /** Has the line as it came. */
  onRestore: () => void;
  onNext: () => void;
  /** Escape: back to the list. */
  onClose: () => void;
}

const ISSUES_SHOWN = 4;
const ALL = { nodes: Infinity, characters: Infinity };

/** The editor of one line: what is wrong is marked in it, and judged anew with every key. */
export default function LineBench(props: LineBenchProps) {
  const { line, text: before, isEdited, issue, rules } = props;
  const [text, setText] = useState(before);
  const area = useRef<HTMLTextAreaElement>(null);
  const isChanged = text !== before;
  const issues = useMemo(
    () => (isChanged || isEdited ? judgeEditedLine(text, rules) : rules.found),
    [text, isChanged, isEdited, rules],
  );
  const [first = undefined] = isChanged || isEdited ? issues : [issue];
  const mark = useMemo(
    () => (first === undefined ? undefined : placeOfIssue(text, first)),
    [text, first],
  );
  const canSave = isChanged && issues.length === 0;

  const start = useRef(mark?.start ?? 0);
  useEffect(() => {
    if (area.current !== null) goTo(area.current, start.current);
  }, []);

  function save(): void {
    if (canSave) props.onSave(text);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === "Escape") {
      event.preventDefault();
      props.onClose();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
      if (canSave) props.onNext();
    }
  }

  return (
    <div className="flex flex-col gap-3 p-3">
      <MarkedTextArea
        ref={area}
        label={`Line ${line}`}
        value={text}
        onChange={setText}
        onKeyDown={onKeyDown}
        mark={mark}
        isInvalid={issues.length > 0}
        hint="Saved as one line. The file on your disk stays as it is."
      />
      <Verdict issues={issues} isChanged={isChanged} isEdited={isEdited} />
      <div className="flex flex-wrap items-center gap-2">
        <Button size="small" variant="primary" disabled={!canSave} onClick={save}>
          Save the line
        </Button>
        <Button size="small" onClick={props.onLeaveOut}>
          Leave it out
        </Button>
        <Button size="small" variant="quiet" onClick={() => setText(laidOut(text))}>
          Lay it out
        </Button>
        {isEdited ? (
          <Button size="small" variant="quiet" onClick={props.onRestore}>
            As it came
          </Button>
        ) : null}
        <span className="ml-auto hidden text-xs text-muted sm:inline">
          <Kbd>Ctrl</Kbd> <Kbd>Enter</Kbd> saves and goes on · <Kbd>Esc</Kbd> back to the list
        </span>
      </div>
    </div>
  );
}

interface VerdictProps {
  issues: readonly PreflightIssue[];
  isChanged: boolean;
  isEdited: boolean;
}

function Verdict({ issues, isChanged, isEdited }: VerdictProps) {
  if (issues.length === 0) {
    const words = isChanged ? "This line is good now" : isEdited ? "Saved" : "This line is good";
    return (
      <div>
        <StatusBadge tone="done">{words}</StatusBadge>
        <LiveRegion message={words} />
      </div>
    );
  }
  return (
    <ul className="flex flex-col gap-1 text-sm" aria-label="Issues of this line">
      {issues.slice(0, ISSUES_SHOWN).map(({ code, path, message }) => (
        <li key={`${code} ${path} ${message}`} className="flex flex-wrap items-baseline gap-x-2">
          <code className="text-xs text-failed-text">{code}</code>
          <span className="min-w-0 break-words">{message}</span>
        </li>
      ))}
      {issues.length > ISSUES_SHOWN ? (
        <li className="text-muted">and {issues.length - ISSUES_SHOWN} more</li>
      ) : null}
    </ul>
  );
}

/** The caret stands before the marked part, and that is in view. */
function goTo(area: HTMLTextAreaElement, start: number): void {
  area.focus({ preventScroll: true });
  area.setSelectionRange(start, start);
  const share = start / Math.max(1, area.value.length);
  area.scrollTo({ top: area.scrollHeight * share - area.clientHeight / 2 });
}

/** One part a line; text that is no JSON is laid out as far as it can be read. */
function laidOut(text: string): string {
  return prettyJson(text, ALL)
    .tokens.map((token) => token.text)
    .join("");
}
