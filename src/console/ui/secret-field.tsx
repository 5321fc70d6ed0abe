import { Eye, EyeOff } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { classNames } from "./class-names.ts";
import { CopyButton } from "./copy-button.tsx";
import { IconButton } from "./icon-button.tsx";
import { usePresenter } from "./presenter.ts";

type SecretFieldProps = {
  /** What the secret is, as in "API key". */
  label: string;
  secret: string;
  /** How many characters stay readable at its start while masked; a prefix such as `ob_live_` gives nothing away. */
  prefixLength?: number | undefined;
  hint?: ReactNode;
  className?: string | undefined;
};

/** A secret to take away: masked until asked for, copied without being shown. */
export function SecretField({
  label,
  secret,
  prefixLength = 0,
  hint,
  className,
}: SecretFieldProps) {
  const id = useId();
  const [wantsToSee, setRevealed] = useState(false);
  const { isOn: isPresenting } = usePresenter();
  // Nobody reveals a secret to an audience by a slip of the hand; it can still be copied.
  const isRevealed = wantsToSee && !isPresenting;
  const name = /^[A-Z][a-z]/.test(label) ? label.charAt(0).toLowerCase() + label.slice(1) : label;
  return (
    <div className={classNames("flex min-w-0 flex-col gap-1.5", className)}>
      <span id={id} className="text-sm font-medium">
        {label}
      </span>
      <div
        role="group"
        aria-labelledby={id}
        className="flex min-h-8 items-center gap-1 rounded-md border border-edge bg-sunken py-0.5 pr-1 pl-2.5"
      >
        <code className="min-w-0 grow text-sm break-all">
          {isRevealed ? (
            secret
          ) : (
            <>
              {isPresenting ? "" : secret.slice(0, prefixLength)}
              <span aria-hidden="true" className="font-sans text-base tracking-[0.1em] text-muted">
                {/* Always as many, so that the mask does not tell the length. */}
                {"•".repeat(24)}
              </span>
              <span className="sr-only">hidden</span>
            </>
          )}
        </code>
        <IconButton
          size="small"
          label={`${isRevealed ? "Hide" : "Show"} ${name}`}
          icon={isRevealed ? <EyeOff size={16} /> : <Eye size={16} />}
          disabled={isPresenting}
          onClick={() => setRevealed(!isRevealed)}
        />
        <CopyButton text={secret} what={name} />
      </div>
      {hint === undefined ? null : <p className="text-xs text-muted">{hint}</p>}
    </div>
  );
}
