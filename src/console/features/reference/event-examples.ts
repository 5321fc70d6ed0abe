import { contract } from "#contract/index.ts";
import type { WebhookEventType } from "#contract/webhook-events.ts";
import { answerSchemaOf, resolved } from "./api-document.ts";
import { exampleValue } from "./example-value.ts";
import { EXAMPLE_NOW } from "./example-words.ts";

const ID_TAIL = "01kaw6t9h3n8q2v5x7z0";
const BATCH_ID = `bat_${ID_TAIL}`;

/** The statuses and counts with which each event of a batch is met. */
const FIGURES: Readonly<Record<string, { completed: number; failed: number; cost_usd: string }>> = {
  submitted: { completed: 0, failed: 0, cost_usd: "0.000000" },
  progress: { completed: 806, failed: 14, cost_usd: "0.038104" },
  completed: { completed: 1_298, failed: 21, cost_usd: "0.058902" },
  failed: { completed: 0, failed: 1_319, cost_usd: "0.000000" },
  cancelled: { completed: 806, failed: 14, cost_usd: "0.038104" },
  expired: { completed: 1_204, failed: 115, cost_usd: "0.054410" },
};
const STATUSES: Readonly<Record<string, string>> = { submitted: "pending", progress: "processing" };
const ITEMS = 1_319;

/** The body of a delivery of each type, as a receiver gets it. */
export function eventExample(type: WebhookEventType): Record<string, unknown> {
  const envelope = {
    id: `evt_${ID_TAIL}`,
    type,
    event: type,
    created: Date.parse(EXAMPLE_NOW) / 1_000,
  };
  const [noun, what = ""] = type.split(".");
  if (noun === "workflow_run") {
    const told = runFields(what);
    return { ...envelope, ...told, data: told };
  }
  return { ...envelope, ...batchFields(what), data: batchFigures(what) };
}

function batchFields(what: string): Record<string, unknown> {
  if (what === "submitted" || what === "progress") return { batch_id: BATCH_ID };
  const { completed = 0, failed = 0 } = FIGURES[what] ?? {};
  return {
    batch_id: BATCH_ID,
    output_file_url: completed === 0 ? null : artifactUrl("output"),
    error_file_url: failed === 0 ? null : artifactUrl("errors"),
  };
}

function artifactUrl(kind: string): string {
  return `https://test.api.batchrouter.com/v1/artifacts/${BATCH_ID}/${kind}?expires=1764580324&signature=…`;
}

function batchFigures(what: string): Record<string, unknown> {
  const { completed = 0, failed = 0, cost_usd = "0.000000" } = FIGURES[what] ?? {};
  return {
    batch_id: BATCH_ID,
    status: STATUSES[what] ?? what,
    items_total: ITEMS,
    items_completed: completed,
    items_failed: failed,
    items_cancelled: what === "cancelled" ? ITEMS - completed - failed : 0,
    cost_usd,
    metadata: { name: "nightly" },
  };
}

/** The run's own fields, those of `GET …/runs/{id}`, as its event repeats them. */
function runFields(what: string): Record<string, unknown> {
  const schema = answerSchemaOf(contract.workflows.getAgentRun);
  const run = schema === undefined ? {} : resolved(schema);
  const field = (name: string): unknown => {
    const inner = run.properties?.[name];
    return typeof inner === "object" ? exampleValue(inner, name, () => false) : null;
  };
  const isDone = what === "completed";
  return {
    run_id: `run_${ID_TAIL}`,
    workflow: field("workflow"),
    status: what,
    output: isDone ? field("output") : null,
    error: isDone ? null : { code: "content_policy", message: "The provider refused the prompt." },
    batch_id: BATCH_ID,
  };
}
