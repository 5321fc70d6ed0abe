import type { ReactNode } from "react";
import { classNames } from "./class-names.ts";

/** One line of a list of facts. */
export type KeyValue = {
  key: string;
  /** Undefined or null is shown as a dash. */
  value: ReactNode;
  mono?: boolean | undefined;
};

type KeyValueListProps = {
  items: readonly KeyValue[];
  /** Figures at the end of their line, hairlines between: for bills. */
  ledger?: boolean | undefined;
  className?: string | undefined;
};

/** Names and their values, line by line. */
export function KeyValueList({ items, ledger = false, className }: KeyValueListProps) {
  return (
    <dl className={classNames("text-sm", ledger ? "" : "flex flex-col gap-2", className)}>
      {items.map(({ key, value, mono = false }) => (
        <div
          key={key}
          className={classNames(
            ledger
              ? "flex justify-between gap-4 border-b border-line py-2 last:border-b-0"
              : "grid grid-cols-[minmax(6rem,10rem)_minmax(0,1fr)] gap-x-4",
          )}
        >
          <dt className="text-muted">{key}</dt>
          <dd
            className={classNames(
              "min-w-0 break-words text-ink",
              ledger && "text-right tabular-nums",
              mono && "font-mono text-xs leading-5",
            )}
          >
            {value ?? <span className="text-muted">–</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
