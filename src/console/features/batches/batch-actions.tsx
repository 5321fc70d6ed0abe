import { BATCH_STATES, isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { useState } from "react";
import { Link } from "react-router";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { CancelDialog } from "./cancel-dialog.tsx";
import { DownloadMenu } from "./download-menu.tsx";

/** What can be done with a batch: cancel it while it runs, run its input again once it has ended, download. */
export function BatchActions({ batch }: { batch: Batch }) {
  const [isCancelling, setCancelling] = useState(false);
  const refusal = batch.cancel_requested
    ? "Cancelling is under way already."
    : BATCH_STATES[batch.status].cancelRefusal;
  return (
    <>
      {isTerminal(batch.status) ? (
        <>
          <Link
            // The quote's terms come along; it is used up, so a new one is locked on them.
            to={paths.submit({ input_file_id: batch.input_file_id, quote_id: batch.quote_id })}
            className={buttonClassName()}
            title="Submit the same input once more, with changes"
          >
            Duplicate
          </Link>
          {batch.counts.failed + batch.counts.cancelled === 0 ? null : (
            <Link to={paths.repair(batch.id)} className={buttonClassName()}>
              Repair and resubmit
            </Link>
          )}
        </>
      ) : (
        <Button
          disabled={refusal !== null}
          title={refusal ?? undefined}
          aria-description={refusal ?? undefined}
          onClick={() => setCancelling(true)}
        >
          Cancel batch
        </Button>
      )}
      <Link to={paths.report({ batch: batch.id })} className={buttonClassName()}>
        Report
      </Link>
      <DownloadMenu batch={batch} />
      <CancelDialog
        batch={batch}
        isOpen={isCancelling && refusal === null}
        onClose={() => setCancelling(false)}
      />
    </>
  );
}
