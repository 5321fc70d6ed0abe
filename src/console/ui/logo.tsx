import { classNames } from "./class-names.ts";

type LogoProps = {
  /** The name beside the mark; without it the mark is decoration and something else must say the name. */
  withName?: boolean | undefined;
  className?: string | undefined;
};

/** Batchrouter's mark: one line parting into three. */
export function Logo({ withName = false, className }: LogoProps) {
  return (
    <span className={classNames("inline-flex items-center gap-2 text-ink", className)}>
      <svg viewBox="0 0 20 20" width="20" height="20" aria-hidden="true" className="shrink-0">
        <path
          d="M2 10h16M18 3.75h-2.6c-2.4 0-3.5 1.2-4.6 3L8.8 10l2 3.25c1.1 1.8 2.2 3 4.6 3H18"
          fill="none"
          stroke="currentColor"
          strokeWidth="2"
          strokeLinecap="round"
          strokeLinejoin="round"
        />
      </svg>
      {withName ? <span className="font-semibold tracking-[-0.01em]">Batchrouter</span> : null}
    </span>
  );
}
