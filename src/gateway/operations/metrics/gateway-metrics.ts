import { collectDefaultMetrics, Gauge, Registry } from "prom-client";
import { databaseMetrics, httpMetrics, storageMetrics, traceMetrics } from "./machine-metrics.ts";
import {
  batchLaneMetrics,
  jobMetrics,
  laneMetrics,
  webhookMetrics,
  workMetrics,
} from "./work-metrics.ts";

/** Everything that the gateway counts about itself; no label ever names an org, a batch or an address. */
export interface GatewayMetrics {
  readonly registry: Registry;
  readonly http: ReturnType<typeof httpMetrics>;
  readonly jobs: ReturnType<typeof jobMetrics>;
  readonly lanes: ReturnType<typeof laneMetrics>;
  readonly batchLanes: ReturnType<typeof batchLaneMetrics>;
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
  const registers: [Registry] = [registry];
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
    batchLanes: batchLaneMetrics(registers),
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
