import type { AgentRun } from "#contract/workflows.ts";
import { Link } from "react-router";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Section } from "../../layout/page.tsx";
import { paths } from "../../paths.ts";
import { buttonClassName } from "../../ui/button.tsx";
import { Countdown } from "../../ui/countdown.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { deliveryTone, deliveryWords, useDeliveries, useInbox } from "../webhooks/queries.ts";
import { isRunOver } from "./run-states.ts";

/** Whether the answer has reached the receiver, with the way to every attempt and to the receipt. */
export function RunDelivery({ run }: { run: AgentRun }) {
  const isOver = isRunOver(run);
  const { data, error, refetch } = useDeliveries({ run_id: run.id }, { enabled: isOver });
  const inbox = useInbox();
  const isToInbox = run.webhook !== null && inbox.data?.url === run.webhook.url;
  const deliveries = data?.data ?? [];
  return (
    <Section
      title="Webhook"
      note={run.webhook === null ? undefined : "signed, with the answer in it"}
      aside={
        isToInbox ? (
          <Link to={`${paths.webhooks()}?tab=inbox`} className={buttonClassName({ size: "small" })}>
            Check its signature in the inbox
          </Link>
        ) : null
      }
    >
      {run.webhook === null ? null : (
        <p className="mb-2 font-mono text-xs break-all text-secondary">{run.webhook.url}</p>
      )}
      {error !== null && data === undefined ? (
        <ApiErrorPanel
          error={error}
          title="Its deliveries could not be loaded"
          onRetry={() => void refetch()}
        />
      ) : null}
      {deliveries.length === 0 && error === null ? (
        <NoDelivery run={run} isLoading={isOver && data === undefined} />
      ) : null}
      {deliveries.length === 0 ? null : (
        <ul className="rounded-lg border border-line bg-raised">
          {deliveries.map((delivery) => (
            <li
              key={delivery.id}
              className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-2.5 last:border-b-0"
            >
              <StatusBadge tone={deliveryTone(delivery)}>{delivery.status}</StatusBadge>
              <span className="font-medium">{delivery.type}</span>
              <span className="text-sm text-muted">
                {plural(delivery.attempts.length, "attempt")}
                {delivery.next_attempt_at === null ? null : (
                  <>
                    , next in <Countdown until={delivery.next_attempt_at} ended="a moment" />
                  </>
                )}
              </span>
              <RelativeTime at={delivery.created_at} className="ml-auto text-sm text-muted" />
              <Link
                to={`${paths.webhooks()}?tab=deliveries&run_id=${run.id}&delivery=${delivery.id}`}
                aria-label={`Attempts of ${delivery.type}`}
                className="link text-sm"
              >
                Attempts
              </Link>
              <p className="basis-full text-sm text-secondary">{deliveryWords(delivery.status)}</p>
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

function NoDelivery({ run, isLoading }: { run: AgentRun; isLoading: boolean }) {
  if (isLoading) return <p className="text-sm text-muted">Asking for its delivery…</p>;
  if (!isRunOver(run)) return <p className="text-sm text-muted">It goes out when the run ends.</p>;
  return (
    <p className="text-sm text-muted">
      {run.webhook === null
        ? "Nobody was told: the run named no webhook, and the organisation has no endpoint for it."
        : "No delivery was made: the webhook does not ask for this event."}
    </p>
  );
}
