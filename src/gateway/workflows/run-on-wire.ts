import { isTerminal } from "#contract/batch-states.ts";
import type { ResultRow } from "#contract/batches.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { parseItem } from "#contract/manifest/parse-item.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import { toMoney } from "#contract/primitives.ts";
import type { AgentRun, ShownMessage } from "#contract/workflows.ts";
import { type BatchLaneRow, listBatchLanes } from "#gateway/batches/lane-store.ts";
import { readResults } from "#gateway/batches/read-results.ts";
import { listBatchesById } from "#gateway/batches/list-batches.ts";
import type { BatchRow } from "#gateway/batches/store.ts";
import { billOfBatch } from "#gateway/batches/wire-batch.ts";
import type { Database, Queryable } from "#gateway/database/database.ts";
import { getFile } from "#gateway/files/file-store.ts";
import { Problem } from "#gateway/http/problem.ts";
import { ArtifactMissing } from "#gateway/storage/artifact-errors.ts";
import { readRange } from "#gateway/storage/read-range.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import type { WebhookOutbox } from "#gateway/webhooks/webhook-outbox.ts";
import { answerMessage } from "./answer-message.ts";
import type { RunRow } from "./run-store.ts";

export interface RunReaders {
  database: Database;
  storage: ArtifactStorage;
  webhooks: WebhookOutbox;
}

/** How a run is, as its batch has it. */
export function runStatus(
  batch: Pick<BatchRow, "status" | "started_at" | "completed">,
): AgentRun["status"] {
  if (!isTerminal(batch.status)) return batch.started_at === null ? "queued" : "running";
  return batch.status === "completed" && batch.completed === 1 ? "completed" : "failed";
}

/** Runs as the API shows them, in the order given. */
export async function runsOnWire(
  readers: RunReaders,
  runs: readonly RunRow[],
): Promise<AgentRun[]> {
  const { database, webhooks } = readers;
  const ids = runs.map((run) => run.batch_id);
  const [first] = runs;
  const batches = first === undefined ? [] : await listBatchesById(database, first.org_id, ids);
  const batchOf = new Map(batches.map((batch) => [batch.id, batch]));
  const lanes = await listBatchLanes(database, ids);
  const attached = await webhooks.describe(database, ids);
  return Promise.all(
    runs.map(async (run) => {
      const batch = batchOf.get(run.batch_id);
      if (batch === undefined) throw new Error(`The run ${run.id} has lost its batch.`);
      const messages = await readMessages(readers, batch);
      const end = isTerminal(batch.status)
        ? await readEnd(readers, batch, lanes.get(batch.id) ?? [])
        : NOT_ENDED;
      const webhook = attached.get(batch.id);
      return runOnWire(run, batch, {
        messages,
        ...end,
        webhook: webhook === undefined ? null : { url: webhook.url },
      });
    }),
  );
}

type Told = Pick<AgentRun, "output" | "error">;

/** A run with what is told of it beside its row and its batch. */
export function runOnWire(
  run: RunRow,
  batch: BatchRow,
  told: Told & Pick<AgentRun, "webhook"> & { messages: AgentRun["input"]["messages"] },
): AgentRun {
  return {
    id: run.id,
    object: "workflow_run",
    workflow: run.workflow,
    status: runStatus(batch),
    model: run.model,
    input: { messages: told.messages },
    output: told.output,
    error: told.error,
    batch_id: run.batch_id,
    quote_id: run.quote_id,
    webhook: told.webhook,
    created_at: run.created_at.toISOString(),
    completed_at: batch.completed_at?.toISOString() ?? null,
  };
}

const NOT_ENDED: Told = { output: null, error: null };

/** How a run whose item is done has ended: its output or its error. */
export async function readEnd(
  { database, storage }: Pick<RunReaders, "database" | "storage">,
  batch: BatchRow,
  lanes: readonly BatchLaneRow[],
): Promise<Told> {
  const query = { from_item: 0, limit: 1, status: undefined, customer_item_id: undefined };
  const { rows } = await readResults({ database, storage }, batch.id, query);
  return endOf(rows[0], batch, lanes);
}

function endOf(row: ResultRow | undefined, batch: BatchRow, lanes: readonly BatchLaneRow[]): Told {
  const said = row?.response == null ? undefined : answerMessage(row.response.body);
  if (said !== undefined) {
    const usage = {
      input_tokens: lanes.reduce((sum, lane) => sum + Number(lane.input_tokens), 0),
      output_tokens: lanes.reduce((sum, lane) => sum + Number(lane.output_tokens), 0),
    };
    return {
      output: { ...said, usage, cost: toMoney(billOfBatch(batch, lanes).total) },
      error: null,
    };
  }
  if (batch.error_code !== null) {
    return { output: null, error: { code: batch.error_code, message: batch.error_message ?? "" } };
  }
  return {
    output: null,
    error: row?.error ?? { code: "no_message", message: "The answer holds no message." },
  };
}

/** The messages that a run was given; none when its input file was deleted since. */
async function readMessages(
  { database, storage }: { database: Queryable; storage: ArtifactStorage },
  batch: BatchRow,
): Promise<AgentRun["input"]["messages"]> {
  try {
    const { storage_key, size_bytes } = await getFile(database, {
      file_id: batch.input_file_id,
      org_id: batch.org_id,
    });
    const range = { start: 0, end: size_bytes };
    const line = await readRange(storage, storage_key, range, MANIFEST_LIMITS.maxLineBytes + 1);
    const { messages } = parseItem(line.toString("utf8").trim()).body;
    return Array.isArray(messages) ? messages.filter(isMessage) : [];
  } catch (error) {
    const isGone =
      error instanceof ArtifactMissing || (error instanceof Problem && error.code === "not_found");
    if (isGone) return [];
    throw error;
  }
}

function isMessage(value: unknown): value is ShownMessage {
  return isRecord(value) && typeof value.role === "string" && typeof value.content === "string";
}
