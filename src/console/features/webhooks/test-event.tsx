import { contract } from "#contract/index.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { useState } from "react";
import { Link } from "react-router";
import { useAction } from "../../api/query.ts";
import { Section } from "../../layout/page.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.tsx";
import { DeliveryRow } from "./delivery-row.tsx";
import { FoldList } from "./fold-row.tsx";
import { useDeliveries } from "./use-deliveries.ts";
import { useInbox } from "./use-inbox.ts";

/** Sends a signed test event to the endpoint and shows what becomes of it. */
export function TestEvent({ url, isDisabled }: { url: string; isDisabled: boolean }) {
  const action = useAction(contract.webhooks.test);
  const [sent, setSent] = useState<Delivery>();
  const inbox = useInbox();
  const isToInbox = inbox.data?.url === url;

  function send(): void {
    action.mutate(
      {},
      {
        onSuccess: ({ delivery }) => setSent(delivery),
        onError: (error) => toast.failed("No test event was sent", { detail: error.message }),
      },
    );
  }

  return (
    <Section
      title="Try it"
      note="a signed event, marked as a test"
      aside={
        <>
          {isToInbox ? (
            <Link
              to={`${paths.webhooks()}?tab=inbox`}
              className={buttonClassName({ size: "small" })}
            >
              See it in the inbox
            </Link>
          ) : null}
          <Button
            size="small"
            disabled={isDisabled}
            loading={action.isPending}
            loadingLabel="Sending a test event"
            onClick={send}
          >
            Send a test event
          </Button>
        </>
      }
    >
      {sent === undefined ? (
        <p className="text-sm text-muted">
          {isDisabled
            ? "Nothing is sent while the endpoint is disabled."
            : "Its delivery shows here as it happens."}
        </p>
      ) : (
        <SentTest key={sent.id} sent={sent} />
      )}
    </Section>
  );
}

/** The delivery of a test event, followed until it has ended. */
function SentTest({ sent }: { sent: Delivery }) {
  const [isOpen, setOpen] = useState(true);
  const { data } = useDeliveries({ since: sent.created_at });
  const delivery = data?.data.find(({ id }) => id === sent.id) ?? sent;
  return (
    <FoldList label="The test event">
      <DeliveryRow delivery={delivery} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
    </FoldList>
  );
}
