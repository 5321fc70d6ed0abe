import { ChevronDown, ChevronUp } from "lucide-react";
import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";
import { classNames } from "../ui/class-names.ts";
import { PageHeading, SectionHeading } from "../ui/headings.tsx";
import { useShown } from "../ui/presenter.ts";

interface PageProps {
  title: string;
  /** Beside the title: a state badge. */
  badge?: ReactNode;
  /** Under the title: what the page is for. */
  description?: ReactNode;
  /** Under the title: ids and short facts of what the page is about. */
  facts?: readonly ReactNode[];
  /** The page's own buttons, the primary one last. */
  actions?: ReactNode;
  /** The right half: what goes over the wire for what is done at the left. */
  wire?: ReactNode;
  children: ReactNode;
}

/** A page in two halves: left what one does, right what goes over the wire for it; on a narrow screen one below the other. */
export function Page({ title, badge, description, facts, actions, wire, children }: PageProps) {
  const shown = useShown();
  const shownTitle = shown(title);
  useEffect(() => {
    document.title = `${shownTitle} · Batchrouter`;
  }, [shownTitle]);
  return (
    <div className="flex min-w-0 flex-1 flex-col xl:flex-row">
      <div
        className={classNames(
          "min-w-0 flex-1 px-4 py-6 sm:px-7",
          wire === undefined && "max-w-6xl",
        )}
      >
        <div className="mb-6">
          <PageHeading title={shownTitle} badge={badge} facts={facts} actions={actions} />
          {description === undefined ? null : (
            <div
              className={classNames(
                "max-w-2xl text-sm text-secondary",
                // Where the buttons wrap below the title, the description follows them.
                actions === undefined ? "mt-1" : "mt-2 sm:mt-1",
              )}
            >
              {shown(description)}
            </div>
          )}
        </div>
        {children}
      </div>
      {wire === undefined ? null : <WireHalf>{wire}</WireHalf>}
    </div>
  );
}

/** Tailwind's `xl`. */
const WIDE = "(min-width: 80rem)";

function subscribeWidth(tell: () => void): () => void {
  const wide = matchMedia(WIDE);
  wide.addEventListener("change", tell);
  return () => wide.removeEventListener("change", tell);
}

/** Whether there is room at the right. */
function useIsBeside(): boolean {
  return useSyncExternalStore(subscribeWidth, () => matchMedia(WIDE).matches);
}

/** At the right where there is room; below, and folded until asked for, where there is none. */
function WireHalf({ children }: { children: ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const isBeside = useIsBeside();
  return (
    <aside
      aria-label="On the wire"
      className="border-line bg-sunken px-4 py-5 max-xl:border-t max-xl:py-2 xl:sticky xl:top-13 xl:h-[calc(100dvh-3.25rem-2.25rem)] xl:w-100 xl:shrink-0 xl:overflow-y-auto xl:border-l 2xl:w-120 print:hidden"
    >
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-11 w-full items-center justify-between text-sm font-medium xl:hidden"
      >
        On the wire
        {isOpen ? <ChevronUp size={16} /> : <ChevronDown size={16} />}
      </button>
      {isOpen || isBeside ? children : null}
    </aside>
  );
}

interface SectionProps {
  title: string;
  /** After the title, quiet: what the section shows, in a few words. */
  note?: ReactNode;
  aside?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** A part of a page under a heading of its own. */
export function Section({ title, note, aside, className, children }: SectionProps) {
  return (
    <section className={classNames("mt-8 first:mt-0", className)}>
      <SectionHeading className="mb-2" title={title} note={note} actions={aside} />
      {children}
    </section>
  );
}
