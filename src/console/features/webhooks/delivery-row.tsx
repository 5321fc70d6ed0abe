import { contract } from "#contract/index.ts";
import { DELIVERY_ATTEMPTS, DELIVERY_SPAN_HOURS } from "#contract/webhook-events.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { useAction } from "../../api/query.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Countdown } from "../../ui/countdown.tsx";
import { SectionHeading } from "../../ui/headings.tsx";
import { JsonView } from "../../ui/json-view.tsx";
import { KeyValueList } from "../../ui/key-value-list.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { toast } from "../../ui/toast.tsx";
import { AttemptTable } from "./attempt-table.tsx";
import { deliveryTone, deliveryWords } from "./delivery-states.ts";
import { EventOwnerLink } from "./event-owner-link.tsx";
import { FoldRow } from "./fold-row.tsx";

interface DeliveryRowProps {
  delivery: Delivery;
  isOpen: boolean;
  onToggle: () => void;
}

/** A delivery in a line: what, to where it has come, when; it opens into all its attempts and its exact body. */
export function DeliveryRow({ delivery, isOpen, onToggle }: DeliveryRowProps) {
  const { status, type, attempts, next_attempt_at, created_at, batch_id, run_id } = delivery;
  return (
    <FoldRow
      isOpen={isOpen}
      onToggle={onToggle}
      summary={
        <>
          <StatusBadge tone={deliveryTone(delivery)}>{status}</StatusBadge>
          <span className="font-medium">{type}</span>
          <span className="text-sm text-muted">{plural(attempts.length, "attempt")}</span>
          {next_attempt_at === null ? null : (
            <span className="text-sm text-secondary">
              next in <Countdown until={next_attempt_at} ended="a moment" />
            </span>
          )}
          <code className="hidden font-mono text-xs text-muted 2xl:inline">
            {run_id ?? batch_id ?? "test"}
          </code>
          <RelativeTime at={created_at} className="ml-auto text-sm text-muted" />
        </>
      }
    >
      {() => <DeliveryDetail delivery={delivery} />}
    </FoldRow>
  );
}

/** All of one delivery. */
function DeliveryDetail({ delivery }: { delivery: Delivery }) {
  return (
    <div className="flex flex-col gap-6">
      <KeyValueList
        items={[
          { key: "State", value: deliveryWords(delivery.status) },
          { key: "Delivery", value: <MonoId id={delivery.id} what="delivery id" /> },
          { key: "Event", value: <MonoId id={delivery.event_id} what="event id" /> },
          {
            key: "About",
            value: <EventOwnerLink batch_id={delivery.batch_id} run_id={delivery.run_id} />,
          },
          { key: "To", value: delivery.url, mono: true },
        ]}
      />
      <div>
        <SectionHeading
          level={3}
          title="Attempts"
          note={`up to ${DELIVERY_ATTEMPTS} over ${DELIVERY_SPAN_HOURS} h, each wait longer than the one before`}
          actions={<Redeliver delivery={delivery} />}
        />
        <AttemptTable delivery={delivery} />
      </div>
      <div>
        <SectionHeading level={3} title="Body" note="the exact content that is signed and sent" />
        <JsonView
          wrap
          isSource
          label="delivered body"
          value={delivery.body}
          fileName={`${delivery.event_id}.json`}
        />
      </div>
    </div>
  );
}

function Redeliver({ delivery }: { delivery: Delivery }) {
  const action = useAction(contract.webhooks.redeliver);
  return (
    <Button
      size="small"
      loading={action.isPending}
      loadingLabel="Sending again"
      onClick={() =>
        action.mutate(
          { params: { id: delivery.id } },
          {
            onSuccess: () =>
              toast.done("On its way again", {
                detail: "The same event id, so a receiver can tell.",
              }),
            onError: (error) => toast.failed("It was not sent again", { detail: error.message }),
          },
        )
      }
    >
      Send again
    </Button>
  );
}
