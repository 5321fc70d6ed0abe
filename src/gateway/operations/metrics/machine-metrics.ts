import { Counter, Gauge, Histogram, type Registry } from "prom-client";

const ANSWER_SECONDS = [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const QUERY_SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.5, 10];

type Registers = [Registry];

/** Of requests. */
export function httpMetrics(registers: Registers) {
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

/** Of artifacts. */
export function storageMetrics(registers: Registers) {
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

/** Of queries and transactions, whatever the engine. */
export function databaseMetrics(registers: Registers) {
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

/** Of spans on their way to the collector. */
export function traceMetrics(registers: Registers) {
  return {
    spans: new Counter({
      name: "batchrouter_trace_spans_total",
      help: "Spans by what became of them: exported, dropped (the queue was full) or failed (the collector took none).",
      labelNames: ["outcome"],
      registers,
    }),
  };
}
