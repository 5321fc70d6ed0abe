import { useImperativeHandle, useRef, useState, type Ref } from "react";
import { classNames } from "../../ui/class-names.ts";
import { controlClassName, Field } from "../../ui/field.tsx";

export interface LineEditorHandle {
  /** Brings a line, counted from 1, into view and selects it. */
  goTo: (line: number) => void;
}

interface Props {
  text: string;
  onChange: (text: string) => void;
  badLines: ReadonlySet<number>;
  hint?: string;
  ref?: Ref<LineEditorHandle>;
}

const LINE_HEIGHT = 20;
const PADDING = 6;
const HEIGHT = 280;

/** Text in numbered lines; those that cannot be taken are marked at their number. */
export function LineEditor({ text, onChange, badLines, hint, ref }: Props) {
  const area = useRef<HTMLTextAreaElement>(null);
  const [scrollTop, setScrollTop] = useState(0);
  const lineCount = countLines(text);

  useImperativeHandle(ref, () => ({
    goTo(line) {
      const element = area.current;
      if (element === null) return;
      const [start, end] = lineSpan(element.value, line);
      element.focus();
      element.setSelectionRange(start, end);
      element.scrollTop = Math.max(0, (line - 4) * LINE_HEIGHT);
      element.scrollLeft = 0;
    },
  }));

  return (
    <Field label="JSONL, one item a line" hint={hint}>
      {(control) => (
        <div className="relative">
          <textarea
            {...control}
            ref={area}
            value={text}
            wrap="off"
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            placeholder='{"customer_item_id": "…", "operation": "responses", "model": "…", "input": {"messages": […]}}'
            style={{ height: HEIGHT, lineHeight: `${LINE_HEIGHT}px`, paddingTop: PADDING }}
            className={controlClassName(
              "block resize-none overflow-auto pb-1.5 pl-14 font-mono text-xs",
            )}
            onChange={({ target }) => onChange(target.value)}
            onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
          />
          <Gutter scrollTop={scrollTop} lineCount={lineCount} badLines={badLines} />
        </div>
      )}
    </Field>
  );
}

interface GutterProps {
  scrollTop: number;
  lineCount: number;
  badLines: ReadonlySet<number>;
}

/** Numbers of the lines in view alone, so that a long text costs no more than a short one. */
function Gutter({ scrollTop, lineCount, badLines }: GutterProps) {
  const first = Math.floor(scrollTop / LINE_HEIGHT) + 1;
  const last = Math.min(lineCount, first + Math.ceil(HEIGHT / LINE_HEIGHT));
  const numbers = Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
  return (
    <div
      aria-hidden="true"
      className="pointer-events-none absolute inset-y-px left-px w-12 overflow-hidden rounded-l-md border-r border-line bg-sunken"
    >
      <div style={{ transform: `translateY(${PADDING - (scrollTop % LINE_HEIGHT)}px)` }}>
        {numbers.map((number) => (
          <div
            key={number}
            style={{ height: LINE_HEIGHT, lineHeight: `${LINE_HEIGHT}px` }}
            className={classNames(
              "border-l-2 pr-2 text-right font-mono text-xs tabular-nums",
              badLines.has(number)
                ? "border-failed-fill bg-failed-soft font-semibold text-failed-text"
                : "border-transparent text-muted",
            )}
          >
            {number}
          </div>
        ))}
      </div>
    </div>
  );
}

function countLines(text: string): number {
  let count = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) count += 1;
  return count;
}

/** Where a line, counted from 1, begins and ends in the text. */
function lineSpan(text: string, line: number): [number, number] {
  let start = 0;
  for (let at = 1; at < line; at += 1) {
    const end = text.indexOf("\n", start);
    if (end === -1) break;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return [start, end === -1 ? text.length : end];
}
