import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";
import { shownText, usePresenter } from "./presenter.ts";

type CodeBlockProps = {
  /** Names the code, for assistive technology and for the copy button: "cURL request". */
  label: string;
  code: string;
  /** Lines to point out, counted from one. */
  highlightLines?: readonly number[] | undefined;
  /** Numbers beside the lines. */
  withLineNumbers?: boolean | undefined;
  /** Long lines are wrapped rather than scrolled. */
  wrap?: boolean | undefined;
  /** Without a frame, inside a panel that has one. */
  bare?: boolean | undefined;
  className?: string | undefined;
};

/** Code as it is, scrollable by pointer and keyboard, with a button that copies all of it. */
export function CodeBlock({
  label,
  code: given,
  highlightLines = [],
  withLineNumbers = false,
  wrap = false,
  bare = false,
  className,
}: CodeBlockProps) {
  usePresenter();
  const code = shownText(given);
  const isPlain = highlightLines.length === 0 && !withLineNumbers;
  return (
    <CodeFrame label={label} copy={code} bare={bare} wrap={wrap} className={className}>
      {isPlain
        ? code
        : code.split("\n").map((line, index) => (
            <CodeLine
              // A line has no identity but its place.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              number={withLineNumbers ? index + 1 : undefined}
              isHighlighted={highlightLines.includes(index + 1)}
            >
              {line}
            </CodeLine>
          ))}
    </CodeFrame>
  );
}

type CodeFrameProps = {
  label: string;
  /** What the copy button copies; no button without it. */
  copy?: string | (() => string) | undefined;
  bare?: boolean | undefined;
  wrap?: boolean | undefined;
  children: ReactNode;
  className?: string | undefined;
};

/** The frame of anything set in lines of mono. */
export function CodeFrame({ label, copy, bare, wrap, children, className }: CodeFrameProps) {
  return (
    <div
      className={classNames(
        "group/code relative min-w-0",
        !bare && "rounded-lg border border-line bg-raised",
        className,
      )}
    >
      <pre
        role="group"
        aria-label={label}
        // What scrolls must take the keyboard. A group: as a region each block of code would be a landmark.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        className={classNames(
          "max-h-[inherit] overflow-auto rounded-lg px-3 py-2.5 text-xs leading-5 focus-visible:outline-offset-[-2px]",
          copy !== undefined && "pr-10",
          wrap && "break-words whitespace-pre-wrap",
        )}
      >
        <code>{children}</code>
      </pre>
      {copy === undefined ? null : (
        <CopyButton
          text={copy}
          what={label}
          className="absolute! top-2 right-2 bg-raised print:hidden"
        />
      )}
    </div>
  );
}

function CodeLine({
  number,
  isHighlighted,
  children,
}: {
  number: number | undefined;
  isHighlighted: boolean;
  children: string;
}) {
  return (
    <span
      className={classNames(
        "-mr-10 -ml-3 block min-h-5 border-l-2 pl-2.5",
        isHighlighted ? "border-attention-fill bg-attention-soft" : "border-transparent",
      )}
    >
      {number === undefined ? null : (
        <span
          aria-hidden="true"
          className="mr-4 inline-block w-6 text-right text-muted select-none"
        >
          {number}
        </span>
      )}
      {children}
      {"\n"}
    </span>
  );
}
