import type { Logger } from "pino";
import type { Config } from "#gateway/config.ts";
import { createOperatorDial } from "#gateway/egress/checked-dial.ts";
import {
  addProcessMetrics,
  createGatewayMetrics,
  type GatewayMetrics,
} from "./metrics/gateway-metrics.ts";
import type { SpanFates } from "./tracing/bounded-span-processor.ts";
import type { Tracing } from "./tracing/tracing.ts";

/**
 * The metrics of this process, and its traces where a collector is configured; where none is, the library for them is not
 * even loaded. The collector is the operator's own, so it may stand at a private address.
 */
export async function openTelemetry(
  { allowedTargets, role, tracing: config }: Pick<Config, "allowedTargets" | "role" | "tracing">,
  version: string,
  engine: string,
  log: Logger,
): Promise<{ metrics: GatewayMetrics; tracing: Tracing | null }> {
  const metrics = createGatewayMetrics({ version, engine, role });
  addProcessMetrics(metrics);
  if (config === null) return { metrics, tracing: null };
  const dial = createOperatorDial({ allowed: allowedTargets });
  const fates: SpanFates = {
    count: (outcome, spans) => metrics.traces.spans.inc({ outcome }, spans),
    collectorIs: (state, error) => {
      if (state === "well") log.info("the trace collector takes spans again");
      else log.warn({ err: error }, "the trace collector takes no spans; the gateway goes on");
    },
  };
  const { createSpanTracing } = await import("./tracing/span-tracing.ts");
  return { metrics, tracing: createSpanTracing(config, version, fates, dial) };
}
