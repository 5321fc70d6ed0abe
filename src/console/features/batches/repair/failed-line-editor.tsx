import { ChevronLeft, ChevronRight } from "lucide-react";
import { useState } from "react";
import { formatCount } from "../../../format/counts.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { IconButton } from "../../../ui/icon-button.tsx";
import { printWholeJson } from "../../../ui/json-gate.ts";
import { MonoId } from "../../../ui/mono-id.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import { causeWords } from "../items/failure-causes.ts";
import type { FailedLine } from "./failed-lines.ts";
import { onOneLine } from "./json-edits.ts";
import { textOf } from "./repair-edits.ts";
import type { Repair } from "./use-repair.ts";

/** Longer lines are edited as they are: indenting them would cost more than it helps. */
const INDENTED_CHARACTERS = 100_000;

interface Props {
  line: FailedLine;
  repair: Repair;
  place: { at: number; count: number };
  /** Goes on to the line before (-1) or after (1). */
  onGo: (step: number) => void;
}

/** One failed line: why it failed, its text to be changed, and what the check says of it meanwhile. */
export function FailedLineEditor({ line, repair, place, onGo }: Props) {
  const { custom_id, code, message } = line;
  const { title, advice } = causeWords(code);
  const isOut = repair.edits.leftOut.has(custom_id);
  const isChanged = repair.edits.texts.has(custom_id);
  return (
    <section aria-label={`Failed line ${custom_id}`} className="min-w-0">
      <div className="mb-2 flex flex-wrap items-center gap-x-2 gap-y-1">
        <h3 className="min-w-0">
          <MonoId id={custom_id} what="item id" className="text-ink" />
        </h3>
        <span className="ml-auto flex items-center gap-1 text-xs text-muted tabular-nums">
          {formatCount(place.at + 1)} of {formatCount(place.count)}
          <IconButton
            label="Line before"
            size="small"
            icon={<ChevronLeft size={16} />}
            disabled={place.at === 0}
            onClick={() => onGo(-1)}
          />
          <IconButton
            label="Line after"
            size="small"
            icon={<ChevronRight size={16} />}
            disabled={place.at + 1 >= place.count}
            onClick={() => onGo(1)}
          />
        </span>
      </div>
      <Callout tone="failed" title={`${title} · ${code}`}>
        <p className="break-words">“{message}”</p>
        <p className="mt-1 text-secondary">{advice}</p>
      </Callout>
      <LineText line={line} repair={repair} isOut={isOut} />
      <div className="mt-2 flex flex-wrap gap-2">
        <Button
          size="small"
          disabled={repair.isChanging}
          onClick={() => repair.setLeftOut([line], !isOut)}
        >
          {isOut ? "Take it back in" : "Leave this line out"}
        </Button>
        {isChanged ? (
          <Button
            size="small"
            variant="quiet"
            disabled={repair.isChanging}
            onClick={() => repair.edit(line, line.text)}
          >
            As it was sent
          </Button>
        ) : null}
      </div>
    </section>
  );
}

/** The text as it is typed is kept apart from the line that it makes, so that its indenting stays while one types. */
function LineText({ line, repair, isOut }: Pick<Props, "line" | "repair"> & { isOut: boolean }) {
  const now = textOf(repair.edits, line);
  const [typed, setTyped] = useState<{ text: string; line: string }>();
  // Changed from elsewhere meanwhile, by a change of many or an undo: then that counts.
  const text = typed?.line === now ? typed.text : readable(now);
  const problems = repair.problems.get(line.custom_id) ?? [];

  function type(value: string): void {
    const onLine = onOneLine(value);
    // Typed back to what it was, it is as it was sent, with the blanks that it had.
    const made = onLine === onOneLine(line.text) ? line.text : onLine;
    setTyped({ text: value, line: made });
    repair.edit(line, made);
  }

  return (
    <TextArea
      label="The line"
      mono
      rows={14}
      wrap="soft"
      className="mt-3"
      value={text}
      readOnly={isOut || repair.isChanging}
      autoCapitalize="none"
      onChange={({ target }) => type(target.value)}
      hint={
        isOut
          ? "Left out: it is not sent again."
          : "Sent on one line; whatever is not touched stays byte for byte."
      }
      error={
        isOut || problems.length === 0
          ? undefined
          : problems.map((problem) => (
              <span key={problem} className="block">
                {problem}
              </span>
            ))
      }
    />
  );
}

function readable(line: string): string {
  return line.length > INDENTED_CHARACTERS ? line : printWholeJson(line);
}
