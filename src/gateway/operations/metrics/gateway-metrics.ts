import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** From a query of the embedded database to a unit of a thousand slow items, in seconds. */
const WORK_SECONDS = [0.005, 0.02, 0.1, 0.5, 1, 5, 15, 60, 300];
const ANSWER_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const QUERY_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10];

/** Everything that the gateway counts about itself; no label ever names an org, a batch or an address. */
export interface GatewayMetrics {
  readonly registry: Registry;
  readonly http: ReturnType<typeof httpMetrics>;
  readonly jobs: ReturnType<typeof jobMetrics>;
  readonly lanes: ReturnType<typeof laneMetrics>;
  readonly work: ReturnType<typeof workMetrics>;
  readonly webhooks: ReturnType<typeof webhookMetrics>;
  readonly storage: ReturnType<typeof storageMetrics>;
  readonly database: ReturnType<typeof databaseMetrics>;
  readonly traces: ReturnType<typeof traceMetrics>;
}

/** What the metric `batchrouter_build_info` says of this process. */
export interface BuildLabels {
  version: string;
  engine: string;
  role: string;
}

/** Makes the metrics of one gateway, all at zero, in a registry of their own. */
export function createGatewayMetrics(build: BuildLabels): GatewayMetrics {
  const registry = new Registry();
  const registers: Registers = [registry];
  new Gauge({
    name: "batchrouter_build_info",
    help: "Always 1; its labels say what runs.",
    labelNames: ["version", "engine", "role"],
    registers,
  }).set({ ...build }, 1);
  return {
    registry,
    http: httpMetrics(registers),
    jobs: jobMetrics(registers),
    lanes: laneMetrics(registers),
    work: workMetrics(registers),
    webhooks: webhookMetrics(registers),
    storage: storageMetrics(registers),
    database: databaseMetrics(registers),
    traces: traceMetrics(registers),
  };
}

/** Adds what Node knows of the process: memory, garbage collection, event loop lag. Once a process: it watches all of it. */
export function addProcessMetrics({ registry }: Pick<GatewayMetrics, "registry">): void {
  collectDefaultMetrics({ register: registry });
  // Gauges that are named like counters: no parser of OpenMetrics takes them. What they add up stays.
  for (const name of ["handles", "requests", "resources"])
    registry.removeSingleMetric(`nodejs_active_${name}_total`);
}

type Registers = [Registry];

function httpMetrics(registers: Registers) {
  return {
    requests: new Counter({
      name: "batchrouter_http_requests_total",
      help: "Requests answered, by endpoint of the contract, method and class of status.",
      labelNames: ["endpoint", "method", "status"],
      registers,
    }),
    duration: new Histogram({
      name: "batchrouter_http_request_duration_seconds",
      help: "Time from a request's head to its answer's head.",
      labelNames: ["endpoint", "method"],
      buckets: ANSWER_SECONDS,
      registers,
    }),
    inProgress: new Gauge({
      name: "batchrouter_http_requests_in_progress",
      help: "Requests that wait for the head of their answer.",
      registers,
    }),
  };
}

function jobMetrics(registers: Registers) {
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

function laneMetrics(registers: Registers) {
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

function workMetrics(registers: Registers) {
  return {
    items: new Counter({
      name: "batchrouter_items_total",
      help: "Items whose end this process has committed: completed, failed, or cancelled within a unit that ran.",
      labelNames: ["outcome"],
      registers,
    }),
    tokens: new Counter({
      name: "batchrouter_tokens_total",
      help: "Tokens of the completed items that this process has committed.",
      labelNames: ["direction"],
      registers,
    }),
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

function webhookMetrics(registers: Registers) {
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

function storageMetrics(registers: Registers) {
  return {
    uploadedBytes: new Counter({
      name: "batchrouter_uploaded_bytes_total",
      help: "Bytes of input files, inline items included, that are safe in storage.",
      registers,
    }),
    writtenBytes: new Counter({
      name: "batchrouter_storage_written_bytes_total",
      help: "Bytes written to storage: files is input, batches is results.",
      labelNames: ["area"],
      registers,
    }),
    failures: new Counter({
      name: "batchrouter_storage_failures_total",
      help: "Writes to storage that failed, those whose source broke off included.",
      labelNames: ["area"],
      registers,
    }),
  };
}

function databaseMetrics(registers: Registers) {
  return {
    duration: new Histogram({
      name: "batchrouter_database_duration_seconds",
      help: "Time of a single query, or of a transaction's work, the wait for its turn included.",
      labelNames: ["operation"],
      buckets: QUERY_SECONDS,
      registers,
    }),
    wait: new Histogram({
      name: "batchrouter_database_wait_seconds",
      help: "Time that a transaction waited to begin: for the embedded engine's one connection, or for one of the pool.",
      buckets: QUERY_SECONDS,
      registers,
    }),
    waiting: new Gauge({
      name: "batchrouter_database_transactions_waiting",
      help: "Transactions that wait to begin.",
      registers,
    }),
    failures: new Counter({
      name: "batchrouter_database_failures_total",
      help: "Queries that failed and transactions that were rolled back.",
      labelNames: ["operation"],
      registers,
    }),
    inProgress: new Gauge({
      name: "batchrouter_database_operations_in_progress",
      help: "Queries under way, and transactions that wait to begin or have begun.",
      labelNames: ["operation"],
      registers,
    }),
  };
}

function traceMetrics(registers: Registers) {
  return {
    spans: new Counter({
      name: "batchrouter_trace_spans_total",
      help: "Spans by what became of them: exported, dropped (the queue was full) or failed (the collector took none).",
      labelNames: ["outcome"],
      registers,
    }),
  };
}
