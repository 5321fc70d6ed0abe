import { ApiError } from "#contract/client.ts";
import { ERRORS, isErrorCode } from "#contract/errors.ts";
import { mayPass } from "../api/recovery.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";
import { useLostThing } from "./restart-notice.tsx";

interface Props {
  error: Error;
  /** What could not be done, as in "The batches could not be loaded". */
  title: string;
  onRetry?: () => void;
  isRetrying?: boolean;
}

function remedyFor(error: Error): string | undefined {
  if (!(error instanceof ApiError)) return undefined;
  if (error.status === null)
    return "Check that the gateway runs; this page goes on by itself when it is back.";
  const fix = isErrorCode(error.code) ? ERRORS[error.code].fix : undefined;
  if (!mayPass(error)) return fix;
  return [fix, "This page tries again by itself."].filter((part) => part !== undefined).join(" ");
}

/** A failed call where its answer would stand: why, what helps, code and request id. */
export function ApiErrorPanel({ error, title, onRetry, isRetrying }: Props) {
  const facts = error instanceof ApiError ? error : undefined;
  const lost = useLostThing(facts?.status === 404);
  return (
    <ErrorPanel
      title={title}
      why={lost ?? error.message}
      remedy={
        lost === undefined ? remedyFor(error) : "Go on with what is there now, or make it anew."
      }
      code={facts?.code}
      requestId={facts?.request_id ?? undefined}
      onRetry={onRetry}
      isRetrying={isRetrying}
    />
  );
}
