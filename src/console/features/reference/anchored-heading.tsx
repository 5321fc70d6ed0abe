import { Link } from "react-router";
import type { ReactNode } from "react";

interface AnchoredHeadingProps {
  /** What stands after `#` in the address of this place. */
  anchor: string;
  /** Names the place for the link to it, where the heading itself is more than text. */
  name?: string;
  children: ReactNode;
}

/** A heading that has an address of its own, with a link to it. */
export function AnchoredHeading({ anchor, name, children }: AnchoredHeadingProps) {
  return (
    <h2
      id={anchor}
      tabIndex={-1}
      className="group flex scroll-mt-18 items-baseline gap-2 text-base font-semibold text-ink"
    >
      <span className="min-w-0">{children}</span>
      <Link
        to={`#${anchor}`}
        aria-label={`Link to ${name ?? (typeof children === "string" ? children : anchor)}`}
        className="rounded-sm px-1 font-normal text-muted opacity-0 group-hover:opacity-100 focus-visible:opacity-100 hover:text-ink pointer-coarse:opacity-100"
      >
        #
      </Link>
    </h2>
  );
}
