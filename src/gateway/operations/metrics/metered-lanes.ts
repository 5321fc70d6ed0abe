import { type Lane, LaneFailure } from "#gateway/lanes/lane.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** The same lane, with its calls counted and timed. */
export function meterLane({ lanes }: Pick<GatewayMetrics, "lanes">, lane: Lane): Lane {
  if (lane.kind === "batch") return lane;
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

/** The code of a call's failure, from a small fixed set. */
function failureCode(error: unknown, signal: AbortSignal): string {
  if (error instanceof LaneFailure) return error.code;
  return signal.aborted ? "stopped" : "unknown";
}
