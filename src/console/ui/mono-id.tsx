import { classNames } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";

type MonoIdProps = {
  /** Shown whole: an id cut short cannot be looked up. */
  id: string;
  /** Names it for the copy button, as in "batch id". */
  what: string;
  className?: string | undefined;
};

/** An id in mono, whole, with a button that copies it. */
export function MonoId({ id, what, className }: MonoIdProps) {
  return (
    <span className={classNames("inline-flex max-w-full items-center gap-0.5", className)}>
      <code className="min-w-0 text-sm break-all text-secondary">{id}</code>
      <CopyButton text={id} what={what} className="-my-0.5" />
    </span>
  );
}
