import type { Lane } from "#gateway/lanes/lane.ts";
import { failureCode } from "./failure-code.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";
import { meterBatchLane } from "./metered-batch-lanes.ts";

/** The same lane, with its calls, or what it is asked about batches, counted and timed. */
export function meterLane(metrics: Pick<GatewayMetrics, "lanes" | "batchLanes">, lane: Lane): Lane {
  if (lane.kind === "batch") return meterBatchLane(metrics, lane);
  const { lanes } = metrics;
  const { lane_id } = lane;
  const calls = lanes.calls.labels({ lane_id });
  const duration = lanes.duration.labels({ lane_id });
  const inProgress = lanes.inProgress.labels({ lane_id });
  return {
    ...lane,
    async call(request, signal) {
      const startedAt = performance.now();
      inProgress.inc();
      try {
        return await lane.call(request, signal);
      } catch (error) {
        lanes.failures.inc({ lane_id, code: failureCode(error, signal) });
        throw error;
      } finally {
        inProgress.dec();
        calls.inc();
        duration.observe((performance.now() - startedAt) / 1_000);
      }
    },
  };
}
