import { Check, Copy, X } from "lucide-react";
import { useEffect, useState } from "react";
import { buttonClassName } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { copyText } from "./copy-text.ts";

type CopyButtonProps = {
  /** What is copied; a function when it costs something to make. */
  text: string | (() => string);
  /** Names what is copied, as in "Copy batch id". */
  what: string;
  /** Shows the verb beside the drawing, as a small secondary button. */
  withLabel?: boolean | undefined;
  className?: string | undefined;
};

type Outcome = "copied" | "refused";

const OUTCOME_SHOWN_MS = 2000;

/** Copies on a press, also where the page has no clipboard, and says whether it did. */
export function CopyButton({ text, what, withLabel = false, className }: CopyButtonProps) {
  const [outcome, setOutcome] = useState<Outcome>();
  useEffect(() => {
    if (outcome === undefined) return;
    const timer = setTimeout(() => setOutcome(undefined), OUTCOME_SHOWN_MS);
    return () => clearTimeout(timer);
  }, [outcome]);

  const copy = async () => {
    const isCopied = await copyText(typeof text === "string" ? text : text());
    setOutcome(isCopied ? "copied" : "refused");
  };
  return (
    <span className={classNames("relative inline-flex shrink-0 print:hidden", className)}>
      <button
        type="button"
        aria-label={`Copy ${what}`}
        title={`Copy ${what}`}
        onClick={() => void copy()}
        className={withLabel ? buttonClassName({ size: "small" }) : bareClassName}
      >
        <OutcomeIcon outcome={outcome} />
        {withLabel ? <span>{outcome === "copied" ? "Copied" : "Copy"}</span> : null}
      </button>
      {/* Beside the button: what stands within one is part of its name, and is not read out as news. */}
      <span role="status" className="sr-only">
        {outcome === "copied" && "Copied"}
        {outcome === "refused" && "The browser refused to copy. Select the text and copy it."}
      </span>
    </span>
  );
}

const bareClassName = classNames(
  "relative inline-flex size-6 shrink-0 items-center justify-center rounded-md text-muted transition-colors",
  "hover:bg-wash hover:text-ink pointer-coarse:after:absolute pointer-coarse:after:-inset-2",
);

function OutcomeIcon({ outcome }: { outcome: Outcome | undefined }) {
  if (outcome === "copied")
    return <Check size={14} aria-hidden="true" className="text-done-text" />;
  if (outcome === "refused") return <X size={14} aria-hidden="true" className="text-failed-text" />;
  return <Copy size={14} aria-hidden="true" />;
}
