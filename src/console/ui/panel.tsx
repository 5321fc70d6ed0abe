import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

type PanelProps = Omit<ComponentProps<"section">, "title"> & {
  /** The line at the top, parted from the rest by a hairline. */
  header?: ReactNode;
  /** Without space around the content, for code and tables. */
  flush?: boolean | undefined;
};

/** A frame around what belongs together. */
export function Panel({ header, flush = false, className, children, ...rest }: PanelProps) {
  return (
    <section
      {...rest}
      className={classNames(
        "min-w-0 overflow-hidden rounded-lg border border-line bg-raised",
        className,
      )}
    >
      {header === undefined ? null : (
        <div className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-3 py-1.5 text-sm text-secondary">
          {header}
        </div>
      )}
      <div className={classNames(!flush && "p-4")}>{children}</div>
    </section>
  );
}
