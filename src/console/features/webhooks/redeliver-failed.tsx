import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useAction } from "../../api/query.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { Select } from "../../ui/select.tsx";
import { gatewayNow } from "../../ui/gateway-clock.ts";
import { toast } from "../../ui/toast.tsx";

const HOUR_MS = 3_600_000;

const SPANS = [
  { value: "1", label: "the last hour" },
  { value: "24", label: "the last 24 hours" },
  { value: "168", label: "the last 7 days" },
];

/** Sends everything again that has failed since a moment, as after a receiver was down. */
export function RedeliverFailed() {
  const action = useAction(contract.webhooks.redeliverFailed);
  const [isAsking, setAsking] = useState(false);
  const [hours, setHours] = useState("24");

  function act(): void {
    const since = new Date(gatewayNow() - Number(hours) * HOUR_MS).toISOString();
    action.mutate(
      { body: { since } },
      {
        onSuccess: ({ redelivered }) =>
          redelivered === 0
            ? toast.note("Nothing had failed in that time")
            : toast.done(`${plural(redelivered, "delivery", "deliveries")} on the way again`),
        onError: (error) => toast.failed("Nothing was sent again", { detail: error.message }),
        onSettled: () => setAsking(false),
      },
    );
  }

  return (
    <>
      <Button onClick={() => setAsking(true)}>Send failed again</Button>
      <Dialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title="Send all that failed again?"
        description="Each event goes out once more under its own id, so that a receiver can tell what it has handled."
        footer={
          <>
            <Button onClick={() => setAsking(false)}>Leave it</Button>
            <Button variant="primary" loading={action.isPending} onClick={act}>
              Send again
            </Button>
          </>
        }
      >
        <Select
          label="That failed in"
          options={SPANS}
          value={hours}
          onChange={({ target }) => setHours(target.value)}
        />
      </Dialog>
    </>
  );
}
