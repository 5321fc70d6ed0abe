import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useAction } from "../../api/query.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { KeyValueList } from "../../ui/key-value-list.tsx";
import { toast } from "../../ui/toast.tsx";

interface Props {
  batch: Batch;
  isOpen: boolean;
  onClose: () => void;
}

/** Says what cancelling does to what is done, what runs and what waits, then does it. */
export function CancelDialog({ batch, isOpen, onClose }: Props) {
  const cancel = useAction(contract.batches.cancel);
  const { counts, running_items: running } = batch;
  const done = counts.completed + counts.failed;
  const waiting = Math.max(0, counts.total - done - counts.cancelled - running);

  function act(): void {
    cancel.mutate(
      { params: { id: batch.id } },
      {
        onSuccess: () => toast.done("Cancelling", { detail: "What runs is being stopped." }),
        onError: (error) => toast.failed("The batch was not cancelled", { detail: error.message }),
        onSettled: onClose,
      },
    );
  }

  return (
    <Dialog
      isOpen={isOpen}
      onClose={onClose}
      size="medium"
      title="Cancel this batch?"
      description="It cannot be taken back: a cancelled batch does not go on. Its input file stays, to be submitted again."
      footer={
        <>
          <Button onClick={onClose}>Keep it running</Button>
          <Button
            variant="danger"
            loading={cancel.isPending}
            loadingLabel="Cancelling"
            onClick={act}
          >
            Cancel batch
          </Button>
        </>
      }
    >
      <KeyValueList
        items={[
          {
            key: "Kept",
            value: `${plural(done, "item")} done so far: ${plural(counts.completed, "answer")} and ${plural(counts.failed, "failure")}, delivered in the output and error files.`,
          },
          {
            key: "Charged",
            value: `${formatMoney(batch.cost)} for what is done so far, and what running items have answered until they stop.`,
          },
          {
            key: "Stopped",
            value: `${plural(running, "item")} running at this moment. One whose answer is not in costs nothing.`,
          },
          {
            key: "Not begun",
            value: `${plural(waiting, "item")}. They cost nothing and stand in the error file with batch_cancelled.`,
          },
          {
            key: "Released",
            value: `The rest of the reserved credits, of a ceiling of ${formatMoney(batch.pricing_estimate.total)}.`,
          },
        ]}
      />
    </Dialog>
  );
}
