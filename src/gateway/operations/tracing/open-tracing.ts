import type { Logger } from "pino";
import type { GatewayMetrics } from "../metrics/gateway-metrics.ts";
import type { Tracing } from "./tracing.ts";
import type { TracingConfig } from "./tracing-config.ts";

/** Tracing as configured; null, with the library left unloaded, where no collector is. */
export async function openTracing(
  config: TracingConfig | null,
  { version, metrics, log }: { version: string; metrics: GatewayMetrics; log: Logger },
): Promise<Tracing | null> {
  if (config === null) return null;
  const { createSpanTracing } = await import("./span-tracing.ts");
  return createSpanTracing(config, version, {
    count: (outcome, spans) => metrics.traces.spans.inc({ outcome }, spans),
    collectorIs: (state, error) => {
      if (state === "well") log.info("the trace collector takes spans again");
      else log.warn({ err: error }, "the trace collector takes no spans; the gateway goes on");
    },
  });
}
