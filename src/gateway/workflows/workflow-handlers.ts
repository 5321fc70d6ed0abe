import type { workflows } from "#contract/workflows.ts";
import { listBatchesById } from "#gateway/batches/list-batches.ts";
import { entityTag } from "#gateway/http/entity-tag.ts";
import type { Handlers } from "#gateway/http/handler.ts";
import { decodeCursor, pageOfRows } from "#gateway/http/page-cursor.ts";
import { problem } from "#gateway/http/problem.ts";
import { createRunHandler, type WorkflowDependencies } from "./create-run-handler.ts";
import { runsOnWire } from "./run-on-wire.ts";
import { getRun, listRuns, type RunRow } from "./run-store.ts";

const RUN_ID = /^run_[0-9a-z]{20}$/;

/** Answers all endpoints of workflow runs: a run is a quote and a batch of one, made in one go. */
export function createWorkflowHandlers(
  dependencies: WorkflowDependencies,
): Handlers<typeof workflows> {
  const { database } = dependencies;
  const versionsOf = async (runs: readonly RunRow[]): Promise<string> => {
    const [first] = runs;
    if (first === undefined) return "";
    const batches = await listBatchesById(
      database,
      first.org_id,
      runs.map((run) => run.batch_id),
    );
    return batches
      .map(({ id, version }) => `${id}-${version}`)
      .toSorted()
      .join();
  };
  return {
    createAgentRun: createRunHandler(dependencies),

    async listAgentRuns({ principal: { org_id }, query: { limit, cursor }, revalidate }) {
      const before = decodeCursor(cursor, RUN_ID);
      const rows = await listRuns(database, org_id, { limit: limit + 1, before });
      return revalidate(entityTag(await versionsOf(rows)), async () => {
        const { data, next_cursor } = pageOfRows(
          rows,
          limit,
          (run) => run.id,
          (run) => run,
        );
        return { data: await runsOnWire(dependencies, data), next_cursor };
      });
    },

    async getAgentRun({ principal: { org_id }, params: { id }, revalidate }) {
      const run = await getRun(database, org_id, id);
      return revalidate(entityTag(await versionsOf([run])), async () => {
        const [answer] = await runsOnWire(dependencies, [run]);
        if (answer === undefined) throw problem("not_found");
        return answer;
      });
    },
  };
}
