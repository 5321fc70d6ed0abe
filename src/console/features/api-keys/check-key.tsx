import { ApiError } from "#contract/client.ts";
import { formatDuration } from "../../format/durations.ts";
import { formatMoney } from "../../format/money.ts";
import { Button } from "../../ui/button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { useKeyTrial } from "../accounts/queries.ts";

/** Tries a key by one authenticated call and says what came of it. */
export function CheckKey({ secret, label }: { secret: string; label: string }) {
  const trial = useKeyTrial();
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Button
        size="small"
        aria-label={`Check ${label} now`}
        loading={trial.isPending}
        loadingLabel="Checking"
        onClick={() => trial.mutate(secret)}
      >
        Check this key now
      </Button>
      <p role="status" className="flex flex-wrap items-center gap-x-2 text-sm text-secondary">
        {trial.data === undefined || trial.isPending ? null : (
          <>
            <StatusBadge tone="done">taken</StatusBadge>
            200 in {formatDuration(Math.round(trial.data.duration_ms))}, as{" "}
            {trial.data.account.email}, with {formatMoney(trial.data.account.credit_balance)} of
            credits
          </>
        )}
        {trial.error === null || trial.isPending ? null : (
          <>
            <StatusBadge tone="failed">
              {trial.error instanceof ApiError ? trial.error.code : "failed"}
            </StatusBadge>
            {trial.error.message}
          </>
        )}
      </p>
    </div>
  );
}
