import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

type PageHeadingProps = {
  title: ReactNode;
  /** The state of what the page is about. */
  badge?: ReactNode;
  /** Short facts below the title, a dot between each two on a line; false and undefined are left out. */
  facts?: readonly ReactNode[] | undefined;
  /** Buttons, the primary one last. */
  actions?: ReactNode;
  className?: string | undefined;
};

/** The top of a page: its name, its state, what can be done. */
export function PageHeading({ title, badge, facts, actions, className }: PageHeadingProps) {
  return (
    <header
      className={classNames(
        "flex flex-wrap items-start justify-between gap-x-6 gap-y-3",
        className,
      )}
    >
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 text-lg font-semibold break-words text-ink">{title}</h1>
          {badge}
        </div>
        {facts === undefined ? null : <Facts facts={facts} />}
      </div>
      {actions === undefined ? null : (
        <div className="flex flex-wrap gap-2 print:hidden">{actions}</div>
      )}
    </header>
  );
}

/** Each fact brings the dot before it; where a line begins the dot falls outside and is clipped. */
function Facts({ facts }: { facts: readonly ReactNode[] }) {
  return (
    <div className="mt-1 text-sm text-secondary [clip-path:inset(-8px_-8px_-8px_-6px)]">
      <ul className="-ml-5 flex flex-wrap items-center gap-y-0.5">
        {facts
          .filter((fact) => fact !== undefined && fact !== null && fact !== false)
          .map((fact, index) => (
            <li
              // A fact has no identity but its place.
              // oxlint-disable-next-line react/no-array-index-key
              key={index}
              className="relative max-w-full min-w-0 pl-5 before:absolute before:left-2 before:text-muted before:content-['·']"
            >
              {fact}
            </li>
          ))}
      </ul>
    </div>
  );
}

type SectionHeadingProps = {
  title: ReactNode;
  /** What the section says, in a few words on the same line. */
  note?: ReactNode;
  actions?: ReactNode;
  level?: 2 | 3 | undefined;
  id?: string | undefined;
  className?: string | undefined;
};

/** The name of a part of a page, with a note on the same line. */
export function SectionHeading({
  title,
  note,
  actions,
  level = 2,
  id,
  className,
}: SectionHeadingProps) {
  const Heading = level === 2 ? "h2" : "h3";
  return (
    <div
      className={classNames(
        "flex min-h-8 flex-wrap items-center justify-between gap-x-4",
        className,
      )}
    >
      <div className="flex min-w-0 flex-wrap items-baseline gap-x-2">
        <Heading id={id} className="text-base font-semibold text-ink">
          {title}
        </Heading>
        {note === undefined ? null : <span className="text-sm text-muted">{note}</span>}
      </div>
      {actions === undefined ? null : (
        <div className="flex flex-wrap gap-2 print:hidden">{actions}</div>
      )}
    </div>
  );
}
