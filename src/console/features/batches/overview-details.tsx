import type { Batch, BatchEvent } from "#contract/batches.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { Section } from "../../layout/page.tsx";
import { EvidenceSection } from "./evidence/evidence-section.tsx";
import { LineageSection } from "./family/lineage-section.tsx";
import { useKin } from "./family/use-kin.ts";
import { FailuresSection } from "./items/failures-section.tsx";
import { LaneStories } from "./lane-stories.tsx";
import { RouteReceipts } from "./route-receipts.tsx";

interface Props {
  batch: Batch;
  events: readonly BatchEvent[];
  deliveries: readonly Delivery[];
}

/** Who noticed each change, what repeats what, the failures by cause, the lanes. */
export function OverviewDetails({ batch, events, deliveries }: Props) {
  const kin = useKin(batch);
  return (
    <>
      <EvidenceSection batch={batch} events={events} deliveries={deliveries} />
      <LineageSection batch={batch} kin={kin} />
      {batch.counts.failed + batch.counts.cancelled > 0 ? <FailuresSection batch={batch} /> : null}
      <Section title="Lanes" note="why each was chosen, what it did, when it was busy">
        <LaneStories batch={batch} />
        <RouteReceipts batch={batch} />
      </Section>
    </>
  );
}
