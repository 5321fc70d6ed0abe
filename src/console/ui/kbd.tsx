import type { ComponentProps } from "react";
import { classNames } from "./class-names.ts";

/** A key to press. */
export function Kbd({ className, ...rest }: ComponentProps<"kbd">) {
  return (
    <kbd
      {...rest}
      className={classNames(
        "inline-flex h-5 min-w-5 items-center justify-center rounded-sm border border-edge bg-raised px-1",
        "font-sans text-xs text-secondary",
        className,
      )}
    />
  );
}
