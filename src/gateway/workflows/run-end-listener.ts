import { listBatchLanes } from "#gateway/batches/lane-store.ts";
import type { BatchEndListener } from "#gateway/dispatch/dependencies.ts";
import { readEnd, type RunReaders, runStatus } from "./run-on-wire.ts";
import { findAnyRun } from "./run-store.ts";

/** Tells the webhook of a workflow run that its batch of one has ended, with the run's own event instead of the batch's. */
export function createRunEndListener(readers: RunReaders): BatchEndListener {
  const { database, webhooks } = readers;
  return async ({ batch }) => {
    const { run_id } = batch;
    const run = run_id === null ? undefined : await findAnyRun(database, run_id);
    if (run === undefined) return async () => {};
    const lanes = (await listBatchLanes(database, [batch.id])).get(batch.id) ?? [];
    const { output, error } = await readEnd(readers, batch, lanes);
    return async (tx, ended) => {
      const status = runStatus(ended) === "completed" ? "completed" : "failed";
      const { id, workflow, batch_id, org_id } = run;
      const told = { run_id: id, workflow, status, output, error, batch_id };
      await webhooks.emit(tx, {
        type: `workflow_run.${status}`,
        org_id,
        batch_id,
        run_id: id,
        fields: told,
        data: told,
      });
    };
  };
}
