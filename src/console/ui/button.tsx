import type { ComponentProps, MouseEvent, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Spinner } from "./spinner.tsx";

/** `primary` once a view; `danger` for what cannot be taken back. */
type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";
/** 28, 32 and 40 pixels high. */
type ButtonSize = "small" | "medium" | "large";

/** What a button looks like, apart from what it does. */
export type ButtonLook = {
  variant?: ButtonVariant | undefined;
  size?: ButtonSize | undefined;
  className?: string | undefined;
};

type ButtonProps = ComponentProps<"button"> &
  ButtonLook & {
    /** Under way: the label gives its place to a ring, the width stays, presses do nothing, focus stays. */
    loading?: boolean | undefined;
    /** What a screen reader hears instead of the label while loading, such as "Submitting". */
    loadingLabel?: string | undefined;
    /** Before the label. */
    icon?: ReactNode;
  };

const variants: Record<ButtonVariant, string> = {
  primary: "border-transparent bg-ink text-invert hover:not-aria-disabled:bg-ink-hover",
  secondary:
    "border-edge bg-raised text-ink hover:not-aria-disabled:border-edge-strong hover:not-aria-disabled:bg-wash",
  quiet:
    "border-transparent bg-transparent text-secondary hover:not-aria-disabled:bg-wash hover:not-aria-disabled:text-ink",
  danger:
    "border-edge bg-raised text-failed-text hover:not-aria-disabled:border-failed-fill hover:not-aria-disabled:bg-failed-soft",
};

const sizes: Record<ButtonSize, string> = {
  small: "h-7 gap-1.5 px-2 text-sm",
  medium: "h-8 gap-2 px-3 text-base",
  large: "h-10 gap-2 px-4 text-base",
};

/** The look of a button for an element that is none, such as a router link. */
export function buttonClassName({
  variant = "secondary",
  size = "medium",
  className,
}: ButtonLook = {}): string {
  return classNames(
    "inline-flex shrink-0 items-center justify-center rounded-md border font-medium whitespace-nowrap select-none",
    "transition-colors aria-disabled:cursor-not-allowed aria-disabled:not-aria-busy:opacity-50 pointer-coarse:min-h-11 print:hidden",
    variants[variant],
    sizes[size],
    className,
  );
}

/**
 * A button that says its verb. `disabled` and `loading` keep it in the tab order and only stop presses, so that focus
 * is not lost and a reason beside it can be found.
 */
export function Button({
  variant,
  size,
  className,
  loading = false,
  loadingLabel,
  icon,
  disabled = false,
  onClick,
  type = "button",
  children,
  ...rest
}: ButtonProps) {
  const inert = disabled || loading;
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (inert) event.preventDefault();
    else onClick?.(event);
  };
  return (
    <button
      {...rest}
      type={type}
      aria-disabled={inert || undefined}
      aria-busy={loading || undefined}
      className={buttonClassName({ variant, size, className: classNames("relative", className) })}
      onClick={press}
    >
      {icon === undefined ? null : (
        <span aria-hidden="true" className={classNames("-ml-0.5 flex", loading && "invisible")}>
          {icon}
        </span>
      )}
      {/* Opacity, not visibility: the hidden label still names the button. */}
      <span className={classNames(loading && "opacity-0")}>
        {loading && loadingLabel !== undefined ? (
          <>
            <span aria-hidden="true">{children}</span>
            <span className="sr-only">{loadingLabel}</span>
          </>
        ) : (
          children
        )}
      </span>
      {loading ? (
        <span className="absolute inset-0 flex items-center justify-center">
          <Spinner />
        </span>
      ) : null}
    </button>
  );
}
