import { useState, type KeyboardEvent, type Ref } from "react";
import { classNames } from "../../ui/class-names.ts";
import { Field } from "../../ui/field.tsx";
import type { TextPlace } from "./json-place.ts";

interface Props {
  label: string;
  value: string;
  onChange: (text: string) => void;
  onKeyDown: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  /** The part that stands out. */
  mark: TextPlace | undefined;
  hint?: string;
  isInvalid: boolean;
  ref: Ref<HTMLTextAreaElement>;
}

/** Both layers set their text by exactly these, or the mark would stand beside its words. */
const TEXT_CLASS =
  "w-full border px-2.5 py-1.5 font-mono text-xs leading-5 break-all whitespace-pre-wrap";
const TEXT_STYLE = { scrollbarGutter: "stable", tabSize: 2 } as const;

/** Text with one part marked, by a copy of it that lies behind. */
export function MarkedTextArea({
  label,
  value,
  onChange,
  onKeyDown,
  mark,
  hint,
  isInvalid,
  ref,
}: Props) {
  const [scrollTop, setScrollTop] = useState(0);
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <div className="relative h-52 overflow-hidden rounded-md bg-raised">
          <div aria-hidden="true" className="absolute inset-0 overflow-hidden">
            <div
              className={classNames(
                TEXT_CLASS,
                "overflow-y-scroll border-transparent text-transparent",
              )}
              style={{ ...TEXT_STYLE, transform: `translateY(${-scrollTop}px)` }}
            >
              {mark === undefined ? null : (
                <>
                  {value.slice(0, mark.start)}
                  <mark className="rounded-xs bg-failed-soft text-transparent outline outline-failed-fill">
                    {value.slice(mark.start, mark.end)}
                  </mark>
                </>
              )}
            </div>
          </div>
          <textarea
            {...control}
            ref={ref}
            value={value}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            aria-invalid={isInvalid ? true : undefined}
            style={TEXT_STYLE}
            className={classNames(
              TEXT_CLASS,
              "absolute inset-0 h-full resize-none overflow-y-scroll rounded-md bg-transparent text-ink",
              "border-edge-strong focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0",
            )}
            onChange={({ target }) => onChange(target.value)}
            onScroll={({ currentTarget }) => setScrollTop(currentTarget.scrollTop)}
            onKeyDown={onKeyDown}
          />
        </div>
      )}
    </Field>
  );
}
