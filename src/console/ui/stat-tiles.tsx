import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** One figure and what it is measured against. */
export type Stat = {
  label: string;
  /** The figure with its unit; undefined while it is loading, when its place is kept. */
  value: ReactNode | undefined;
  /** What the figure is measured against. */
  note?: ReactNode;
};

type StatTilesProps = { stats: readonly Stat[]; className?: string | undefined };

/** The few figures a page is about, in one frame; two by two on a narrow screen. */
export function StatTiles({ stats, className }: StatTilesProps) {
  return (
    <dl
      className={classNames(
        // A gap of one pixel over a ground of the rule's colour draws the hairlines wherever the tiles wrap.
        "grid grid-cols-2 gap-px overflow-hidden rounded-lg border border-line bg-line",
        stats.length === 2 ? "" : stats.length % 3 === 0 ? "md:grid-cols-3" : "md:grid-cols-4",
        className,
      )}
    >
      {stats.map((stat) => (
        <div key={stat.label} className="flex min-w-0 flex-col bg-raised px-4 py-3">
          <dt className="text-xs text-muted">{stat.label}</dt>
          <dd className="mt-1 text-lg font-semibold text-ink tabular-nums">
            {stat.value === undefined ? <Pending className="my-1 h-5 w-20" /> : stat.value}
          </dd>
          {stat.note === undefined ? null : (
            <dd className="mt-0.5 text-xs text-secondary tabular-nums">{stat.note}</dd>
          )}
        </div>
      ))}
    </dl>
  );
}

function Pending({ className }: { className: string }) {
  return (
    <span className={classNames("block animate-pulse rounded-sm bg-wash", className)}>
      <span className="sr-only">Loading</span>
    </span>
  );
}
