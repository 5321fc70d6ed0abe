import { ChevronRight } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

type DisclosureProps = Omit<ComponentProps<"details">, "title"> & {
  /** The line that is always seen. */
  title: ReactNode;
  /** At the end of that line, such as a count. */
  aside?: ReactNode;
};

/** A line that opens into more, by the platform's own details. */
export function Disclosure({ title, aside, className, children, ...rest }: DisclosureProps) {
  return (
    <details {...rest} className={className}>
      <summary className="flex min-h-8 list-none items-center gap-1.5 rounded-md text-sm font-medium text-secondary hover:text-ink [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={16}
          aria-hidden="true"
          className="shrink-0 text-muted transition-transform [[open]>summary>&]:rotate-90"
        />
        <span className="min-w-0">{title}</span>
        {aside === undefined ? null : (
          <span className="ml-auto text-xs font-normal text-muted">{aside}</span>
        )}
      </summary>
      <div className="pt-1 pb-2 pl-5.5">{children}</div>
    </details>
  );
}
