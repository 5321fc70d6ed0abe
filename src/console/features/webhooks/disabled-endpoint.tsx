import { contract } from "#contract/index.ts";
import { DISABLE_AFTER_FAILED_DELIVERIES, type DeliveryWebhook } from "#contract/webhooks.ts";
import { useAction } from "../../api/query.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { toast } from "../../ui/toast.tsx";

type Disabled = NonNullable<DeliveryWebhook["disabled"]>;

const REASONS: Record<Disabled["reason"], string> = {
  failing: `${DISABLE_AFTER_FAILED_DELIVERIES} deliveries in a row used up all their attempts.`,
  gone: "It answered 410, which asks for nothing to be sent any more.",
};

interface DisabledEndpointProps {
  webhook: DeliveryWebhook;
  disabled: Disabled;
}

/** Why and since when nothing is sent to the endpoint, with the way back. */
export function DisabledEndpoint({ webhook, disabled }: DisabledEndpointProps) {
  const action = useAction(contract.webhooks.put);

  function enable(): void {
    action.mutate(
      { body: { url: webhook.url, events: webhook.events } },
      {
        onSuccess: () =>
          toast.done("The endpoint is enabled", {
            detail: "What failed meanwhile is under Deliveries: send it again from there.",
          }),
        onError: (error) => toast.failed("It stays disabled", { detail: error.message }),
      },
    );
  }

  return (
    <Callout
      tone="failed"
      className="mb-4"
      title="Nothing is sent to this endpoint"
      actions={
        <Button
          size="small"
          variant="primary"
          loading={action.isPending}
          loadingLabel="Enabling"
          onClick={enable}
        >
          Enable again
        </Button>
      }
    >
      Disabled <RelativeTime at={disabled.at} />. {REASONS[disabled.reason]} Events go on being
      written; each ends as failed until you enable it.
    </Callout>
  );
}
