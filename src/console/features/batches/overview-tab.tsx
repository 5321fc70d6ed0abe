import type { Batch, BatchEvent } from "#contract/batches.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { lazyPart } from "../../layout/lazy-part.tsx";
import { Section } from "../../layout/page.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { useNow } from "../../ui/use-now.ts";
import { EventList } from "./event-list.tsx";
import type { ProgressSample } from "./finish-estimate.ts";
import { Timeline } from "./timeline.tsx";
import { useBatchEvents } from "./use-batch-parts.ts";
import { waitingReason } from "./waiting-reason.ts";

/** Below what is seen first. */
const OverviewDetails = lazyPart(
  async () => (await import("./overview-details.tsx")).OverviewDetails,
  <SkeletonRows rows={6} label="Loading the lanes" className="mt-8" />,
);

interface Props {
  batch: Batch;
  samples: readonly ProgressSample[];
  deliveries: readonly Delivery[];
  /** The figures are old: what the batch waits for now is not known. */
  isStale: boolean;
}

/** What happened and why: the time axis with its events, the failures by cause, the lanes. */
export function OverviewTab({ batch, samples, deliveries, isStale }: Props) {
  const { events, isCut, isLoading, error, retry } = useBatchEvents(batch);
  return (
    <>
      <Section title="What happened" note="states, polls and deliveries on one axis">
        <Timeline batch={batch} events={events} deliveries={deliveries} samples={samples} />
        {isStale ? null : <WaitingReason batch={batch} events={events} />}
        <div className="mt-3 border-t border-line">
          {error !== null ? (
            <ApiErrorPanel error={error} title="The events could not be loaded" onRetry={retry} />
          ) : isLoading ? (
            <SkeletonRows rows={5} label="Loading events" />
          ) : (
            <EventList batch={batch} events={events} />
          )}
          {isCut ? (
            <p className="mt-2 text-sm text-muted">The first {events.length} events.</p>
          ) : null}
        </div>
      </Section>
      <OverviewDetails batch={batch} events={events} deliveries={deliveries} />
    </>
  );
}

/** Ticks by itself, so that what stands around it need not. */
function WaitingReason({ batch, events }: { batch: Batch; events: readonly BatchEvent[] }) {
  const reason = waitingReason(batch, events, useNow(1_000));
  return reason === null ? null : <p className="mt-3 text-sm text-secondary">{reason}</p>;
}
