import type { ComponentProps, ReactNode } from "react";
import { classNames } from "./class-names.ts";

type IconButtonProps = Omit<ComponentProps<"button">, "aria-label" | "children"> & {
  /** The verb and its object; the accessible name and the hover text. */
  label: string;
  /** A drawing of about 16 px. */
  icon: ReactNode;
  size?: "small" | "medium" | undefined;
};

/** A button that shows a drawing and is named in words. */
export function IconButton({
  label,
  icon,
  size = "medium",
  className,
  type = "button",
  title = label,
  ...rest
}: IconButtonProps) {
  return (
    <button
      {...rest}
      type={type}
      aria-label={label}
      title={title}
      className={classNames(
        "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors",
        "hover:not-disabled:bg-wash hover:not-disabled:text-ink disabled:opacity-50",
        "relative pointer-coarse:after:absolute pointer-coarse:after:-inset-2 print:hidden",
        size === "small" ? "size-6" : "size-8",
        className,
      )}
    >
      {icon}
    </button>
  );
}
