import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const WORK_SECONDS = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300];

type Registers = [Registry];

/** Of the queue. */
export function jobMetrics(registers: Registers) {
  return {
    runs: new Counter({
      name: "batchrouter_job_runs_total",
      help: "Attempts at jobs by this process, by kind and outcome: done, put_off, failed, lost (its lease) or stopped.",
      labelNames: ["kind", "outcome"],
      registers,
    }),
    dead: new Counter({
      name: "batchrouter_jobs_died_total",
      help: "Jobs whose last attempt by this process has failed.",
      labelNames: ["kind"],
      registers,
    }),
    duration: new Histogram({
      name: "batchrouter_job_duration_seconds",
      help: "Time that one attempt at a job took.",
      labelNames: ["kind"],
      buckets: WORK_SECONDS,
      registers,
    }),
    claimLag: new Histogram({
      name: "batchrouter_job_claim_lag_seconds",
      help: "Time from the moment at which a job was due to its claim by this process.",
      labelNames: ["kind"],
      buckets: WORK_SECONDS,
      registers,
    }),
    inProgress: new Gauge({
      name: "batchrouter_jobs_in_progress",
      help: "Jobs that this process runs.",
      labelNames: ["kind"],
      registers,
    }),
    queued: new Gauge({
      name: "batchrouter_jobs",
      help: "Jobs in the database by kind and state, of all processes, counted up to 100,000.",
      labelNames: ["kind", "state"],
      registers,
    }),
    oldestDue: new Gauge({
      name: "batchrouter_jobs_oldest_due_seconds",
      help: "For how long the oldest waiting job of a kind has been due.",
      labelNames: ["kind"],
      registers,
    }),
  };
}

/** Of the ways to providers. */
export function laneMetrics(registers: Registers) {
  return {
    calls: new Counter({
      name: "batchrouter_lane_calls_total",
      help: "Calls to a lane that have ended.",
      labelNames: ["lane_id"],
      registers,
    }),
    failures: new Counter({
      name: "batchrouter_lane_failures_total",
      help: "Calls to a lane that failed, by the code of the failure; stopped when the batch was to end.",
      labelNames: ["lane_id", "code"],
      registers,
    }),
    duration: new Histogram({
      name: "batchrouter_lane_call_duration_seconds",
      help: "Time that a call to a lane took.",
      labelNames: ["lane_id"],
      buckets: WORK_SECONDS,
      registers,
    }),
    inProgress: new Gauge({
      name: "batchrouter_lane_calls_in_progress",
      help: "Calls to a lane that are under way.",
      labelNames: ["lane_id"],
      registers,
    }),
  };
}

/** Of lanes that are handed whole batches. */
export function batchLaneMetrics(registers: Registers) {
  return {
    requests: new Counter({
      name: "batchrouter_batch_lane_requests_total",
      help: "What batch lanes were asked for and has ended, by method: submit, find, look, answers, cancel, forget, probe.",
      labelNames: ["lane_id", "method"],
      registers,
    }),
    failures: new Counter({
      name: "batchrouter_batch_lane_failures_total",
      help: "What batch lanes were asked for in vain, by method and the code of the failure; stopped when the asking was to end.",
      labelNames: ["lane_id", "method", "code"],
      registers,
    }),
    duration: new Histogram({
      name: "batchrouter_batch_lane_request_duration_seconds",
      help: "Time that a method of a batch lane took; of answers, until the last was taken.",
      labelNames: ["lane_id", "method"],
      buckets: WORK_SECONDS,
      registers,
    }),
  };
}

/** How an item can end within a unit. */
export const ITEM_OUTCOMES = ["completed", "failed", "cancelled"] as const;

/** Of batches and what is in them. */
export function workMetrics(registers: Registers) {
  const items = new Counter({
    name: "batchrouter_items_total",
    help: "Items whose end this process has committed: completed, failed, or cancelled within a unit that ran.",
    labelNames: ["outcome"],
    registers,
  });
  const tokens = new Counter({
    name: "batchrouter_tokens_total",
    help: "Tokens of the completed items that this process has committed.",
    labelNames: ["direction"],
    registers,
  });
  // A series that is not there before its first item hides that item from every rate.
  for (const outcome of ITEM_OUTCOMES) items.inc({ outcome }, 0);
  for (const direction of ["input", "output"]) tokens.inc({ direction }, 0);
  return {
    items,
    tokens,
    units: new Counter({
      name: "batchrouter_units_total",
      help: "Units of work that this process has committed.",
      registers,
    }),
    openBatches: new Gauge({
      name: "batchrouter_open_batches",
      help: "Batches that have not ended, by status, of all processes, counted up to 100,000.",
      labelNames: ["status"],
      registers,
    }),
  };
}

/** Of deliveries. */
export function webhookMetrics(registers: Registers) {
  return {
    attempts: new Counter({
      name: "batchrouter_webhook_attempts_total",
      help: "Attempts to deliver a webhook: delivered, gone (410), refused (another status) or failed (no answer).",
      labelNames: ["outcome"],
      registers,
    }),
    pending: new Gauge({
      name: "batchrouter_webhook_deliveries_pending",
      help: "Deliveries that are still to be attempted, of all processes, counted up to 100,000.",
      registers,
    }),
  };
}
