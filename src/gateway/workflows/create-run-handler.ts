import { type ApiKeyId, newId, type OrgId } from "#contract/primitives.ts";
import {
  AGENT_WORKFLOW,
  type AgentRun,
  type CreateAgentRunBody,
  type workflows,
} from "#contract/workflows.ts";
import type * as z from "zod/mini";
import { inputOf } from "#gateway/batches/accepted-batch.ts";
import { withInlineFile, type WrittenFile } from "#gateway/batches/inline-file.ts";
import { submitBatch, type SubmitDependencies } from "#gateway/batches/submit-batch.ts";
import { AGENT_WORKFLOW_PRODUCT, defaultModelOf } from "#gateway/catalog/workflow-products.ts";
import type { Transaction } from "#gateway/database/database.ts";
import type { InlineItemsDependencies } from "#gateway/files/receive-inline-items.ts";
import type { Handler } from "#gateway/http/handler.ts";
import { prepareQuote, type QuoteDependencies } from "#gateway/quotes/lock-quote.ts";
import { insertQuote, type StoredQuote } from "#gateway/quotes/quote-store.ts";
import { agentItem, withRequestPaths } from "./agent-item.ts";
import { runOnWire, type RunReaders } from "./run-on-wire.ts";
import { insertRun, type RunRow } from "./run-store.ts";

/** What the handlers of workflow runs work with. */
export interface WorkflowDependencies
  extends RunReaders, SubmitDependencies, InlineItemsDependencies, QuoteDependencies {
  /** Brings what `laneStates` gives up to date. */
  refreshLaneStates: () => Promise<void>;
}

type RunBody = z.output<typeof CreateAgentRunBody>;

/** Starts a run: quote, batch of one and run are written in one transaction, or none of them is. */
export function createRunHandler(
  dependencies: WorkflowDependencies,
): Handler<typeof workflows.createAgentRun> {
  const { catalog, clock, database, refreshLaneStates } = dependencies;
  return async ({ principal: { org_id, api_key_id }, body, transaction }) => {
    const now = clock.now();
    const model = body.model ?? defaultModelOf(AGENT_WORKFLOW_PRODUCT, catalog);
    const items = [agentItem(body, model)];
    await dependencies.backlog.requireRoom();
    await refreshLaneStates();
    return withRequestPaths(async () => {
      const asked = { workflow: AGENT_WORKFLOW, estimated_items: 1, model, items };
      const quote = await prepareQuote(dependencies, database, {
        org_id,
        now,
        kind: "workflow",
        body: asked,
      });
      return withInlineFile(dependencies, { org_id, items }, (writeFile) =>
        transaction(async (tx) => {
          const input = await writeFile(tx);
          return {
            run: await startRun(dependencies, tx, {
              org_id,
              api_key_id,
              model,
              body,
              quote,
              input,
              now,
            }),
          };
        }),
      );
    });
  };
}

interface RunStart {
  org_id: OrgId;
  api_key_id: ApiKeyId | null;
  model: string;
  body: RunBody;
  quote: StoredQuote;
  input: WrittenFile;
  now: Date;
}

async function startRun(
  dependencies: WorkflowDependencies,
  tx: Transaction,
  start: RunStart,
): Promise<AgentRun> {
  const { org_id, api_key_id, model, body, quote, input, now } = start;
  const id = newId("run", now.getTime(), dependencies.entropy);
  await insertQuote(tx, quote);
  const { row, webhook } = await submitBatch(tx, dependencies, {
    org_id,
    api_key_id,
    run_id: id,
    quote_id: quote.id,
    input: inputOf(input.file, input.groups, "items"),
    terms: {},
    webhook: body.webhook,
    metadata: {},
    parent_batch_id: null,
  });
  const run: RunRow = {
    id,
    org_id,
    workflow: AGENT_WORKFLOW,
    model,
    batch_id: row.id,
    quote_id: quote.id,
    created_at: now,
  };
  await insertRun(tx, run);
  const { messages } = body.input;
  return runOnWire(run, row, { messages, output: null, error: null, webhook: webhookOf(webhook) });
}

function webhookOf(webhook: { url: string; secret?: string } | null): AgentRun["webhook"] {
  if (webhook === null) return null;
  const { url, secret } = webhook;
  return secret === undefined ? { url } : { url, secret };
}
