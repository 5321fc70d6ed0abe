import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

type TableProps = ComponentProps<"table"> & {
  /** Names the table and, where it is wider than the screen, the frame that scrolls. */
  label: string;
};

/** A table with hairlines; one wider than its place scrolls within a named frame that takes the keyboard. */
export function Table({ label, className, ...rest }: TableProps) {
  return (
    <div
      role="group"
      aria-label={label}
      // Scrolling by keyboard needs focus, and whether it will scroll is known only once it is laid out.
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      className="fade-overflow relative -mx-1 overflow-x-auto rounded-sm px-1"
    >
      <table
        aria-label={label}
        {...rest}
        className={classNames("w-full border-collapse text-sm", className)}
      />
    </div>
  );
}

type RowProps = ComponentProps<"tr"> & {
  /** Washed while the pointer is on it: for rows that open something. */
  interactive?: boolean | undefined;
  /** Takes the focus from the keys of a list (J, K); Tab goes on to what stands in it. */
  keyed?: boolean | undefined;
};

/** A row, parted from the next by a hairline. */
export function Row({ interactive = false, keyed = false, className, ...rest }: RowProps) {
  return (
    <tr
      {...(keyed ? { "data-row": true, tabIndex: -1 } : {})}
      {...rest}
      className={classNames(
        "border-b border-line aria-selected:bg-wash",
        interactive && "transition-colors hover:bg-wash",
        keyed && "focus-visible:bg-wash focus-visible:outline-2! focus-visible:-outline-offset-2!",
        className,
      )}
    />
  );
}

type CellProps = ComponentProps<"td"> & {
  /** Figures stand at the end of their column. */
  numeric?: boolean | undefined;
  /** Ids and code. */
  mono?: boolean | undefined;
  /** One line, cut where the column ends. */
  truncate?: boolean | undefined;
  /** Prose that may take several lines; all else stays on one, and the table scrolls. */
  wrap?: boolean | undefined;
};

const cellClass = "py-2 pr-4 align-middle last:pr-0";

/** A cell, on one line unless it wraps. */
export function Cell({
  numeric = false,
  mono = false,
  truncate = false,
  wrap = false,
  className,
  ...rest
}: CellProps) {
  return (
    <td
      {...rest}
      className={classNames(
        cellClass,
        !wrap && "whitespace-nowrap",
        numeric && "text-right tabular-nums",
        mono && "font-mono text-xs",
        truncate && "max-w-0 truncate",
        className,
      )}
    />
  );
}

type HeaderCellProps = ComponentProps<"th"> & { numeric?: boolean | undefined };

/** The head of a column, or of a row with `scope="row"`. */
export function HeaderCell({
  numeric = false,
  scope = "col",
  className,
  ...rest
}: HeaderCellProps) {
  return (
    <th
      {...rest}
      scope={scope}
      className={classNames(
        cellClass,
        numeric ? "text-right" : "text-left",
        scope === "col"
          ? "text-xs font-normal whitespace-nowrap text-muted"
          : "font-medium whitespace-nowrap",
        className,
      )}
    />
  );
}
