import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { classNames } from "./class-names.ts";
import { MonoId } from "./mono-id.tsx";
import { useShown } from "./presenter.ts";
import { StateShape } from "./state-shape.tsx";

type ErrorPanelProps = {
  /** What happened, as in "The quote ran out 2 minutes ago". */
  title: ReactNode;
  /** Why it happened. */
  why?: ReactNode;
  /** What to do about it. */
  remedy?: ReactNode;
  /** The API's error code. */
  code?: string | undefined;
  /** For the gateway's log. */
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
  isRetrying?: boolean | undefined;
  /** Further buttons or links. */
  actions?: ReactNode;
  className?: string | undefined;
};

/** What went wrong, why, and what to do, with what support would ask for; read out when it appears. */
export function ErrorPanel({
  title,
  why,
  remedy,
  code,
  requestId,
  onRetry,
  isRetrying = false,
  actions,
  className,
}: ErrorPanelProps) {
  const shown = useShown();
  const hasActions = onRetry !== undefined || actions !== undefined;
  return (
    <section
      role="alert"
      className={classNames("rounded-lg border border-line bg-raised px-4 py-3.5", className)}
    >
      <div className="flex gap-2.5">
        <StateShape tone="failed" size={16} className="mt-0.5" />
        <div className="min-w-0 grow">
          <p className="font-semibold text-ink">{shown(title)}</p>
          {why === undefined ? null : <p className="mt-1 text-sm text-secondary">{shown(why)}</p>}
          {remedy === undefined ? null : <p className="mt-1 text-sm text-ink">{remedy}</p>}
          {hasActions ? (
            <div className="mt-3 flex flex-wrap gap-2">
              {onRetry === undefined ? null : (
                <Button
                  size="small"
                  onClick={onRetry}
                  loading={isRetrying}
                  loadingLabel="Trying again"
                >
                  Try again
                </Button>
              )}
              {actions}
            </div>
          ) : null}
        </div>
      </div>
      {code === undefined && requestId === undefined ? null : (
        <dl className="mt-3 flex flex-wrap items-center gap-x-5 gap-y-1 border-t border-line pt-2.5 pl-6.5 text-sm text-muted">
          {code === undefined ? null : (
            <div className="flex items-center gap-1.5">
              <dt>Code</dt>
              <dd className="font-mono text-failed-text">{code}</dd>
            </div>
          )}
          {requestId === undefined ? null : (
            <div className="flex min-w-0 items-center gap-1.5">
              <dt>Request</dt>
              <dd className="min-w-0">
                <MonoId id={requestId} what="request id" />
              </dd>
            </div>
          )}
        </dl>
      )}
    </section>
  );
}
