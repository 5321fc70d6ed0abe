import { ChevronRight } from "lucide-react";
import { useId, useRef, type ReactNode } from "react";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { classNames } from "../../ui/class-names.ts";

interface FoldRowProps {
  isOpen: boolean;
  onToggle: () => void;
  /** The line that is always seen: words and badges, no controls. */
  summary: ReactNode;
  /** Called while the row is open only. */
  children: () => ReactNode;
}

/** A row of a list that opens in place, so that what is above and below keeps its order. */
export function FoldRow({ isOpen, onToggle, summary, children }: FoldRowProps) {
  const id = useId();
  return (
    <li className="border-b border-line last:border-b-0">
      <button
        data-row
        type="button"
        aria-expanded={isOpen}
        aria-controls={isOpen ? id : undefined}
        onClick={onToggle}
        className="flex w-full items-start gap-2 px-3 py-2.5 text-left transition-colors hover:bg-wash focus-visible:-outline-offset-2"
      >
        <ChevronRight
          size={16}
          aria-hidden="true"
          className={classNames(
            "mt-1 shrink-0 text-muted transition-transform",
            isOpen && "rotate-90",
          )}
        />
        <span className="flex min-h-6 min-w-0 grow flex-wrap items-center gap-x-3 gap-y-1">
          {summary}
        </span>
      </button>
      {isOpen ? (
        <div id={id} className="border-t border-line px-4 py-4 sm:pl-9">
          {children()}
        </div>
      ) : null}
    </li>
  );
}

/** The frame around fold rows; J and K go from one to the next. */
export function FoldList({ label, children }: { label: string; children: ReactNode }) {
  const list = useRef<HTMLOListElement>(null);
  useRowKeys(list);
  return (
    <ol
      ref={list}
      aria-label={label}
      className="overflow-hidden rounded-lg border border-line bg-raised"
    >
      {children}
    </ol>
  );
}
