import { classNames } from "./class-names.ts";

type SkeletonProps = {
  className?: string | undefined;
  /** Without its pulse: of hundreds that come and go with a scroll each would be a layer of its own. */
  isStill?: boolean | undefined;
};

/** Keeps the space of what is loading; give it the height and width of what will stand there. */
export function Skeleton({ className = "h-4 w-full", isStill = false }: SkeletonProps) {
  return (
    <span
      aria-hidden="true"
      className={classNames(
        "block max-w-full rounded-sm bg-wash",
        !isStill && "animate-pulse",
        className,
      )}
    />
  );
}

type SkeletonRowsProps = {
  /** How many rows to keep space for. */
  rows?: number | undefined;
  /** What is loading, said once for all of it: "Loading batches". */
  label: string;
  className?: string | undefined;
};

const rowWidths = ["w-3/5", "w-2/5", "w-1/2", "w-1/3"];

/** Keeps the space of a list or a table that is loading. */
export function SkeletonRows({ rows = 5, label, className }: SkeletonRowsProps) {
  return (
    <div className={className}>
      <span role="status" className="sr-only">
        {label}
      </span>
      <div aria-busy="true">
        {Array.from({ length: rows }, (_, row) => (
          <div key={row} className="flex h-9 items-center gap-6 border-b border-line">
            <Skeleton className="h-3.5 w-28 shrink-0" />
            <span className="grow">
              <Skeleton className={classNames("h-3.5", rowWidths[row % rowWidths.length])} />
            </span>
            <Skeleton className="h-3.5 w-14 shrink-0" />
          </div>
        ))}
      </div>
    </div>
  );
}
