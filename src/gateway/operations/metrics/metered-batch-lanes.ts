import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { failureCode } from "./failure-code.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** The same lane, with all that asks its provider counted and timed by method. */
export function meterBatchLane(
  { batchLanes }: Pick<GatewayMetrics, "batchLanes">,
  lane: BatchLane,
): BatchLane {
  const { lane_id } = lane;
  const begin = (method: string, signal: AbortSignal) => {
    const startedAt = performance.now();
    return {
      fail(error: unknown): void {
        batchLanes.failures.inc({ lane_id, method, code: failureCode(error, signal) });
      },
      end(): void {
        batchLanes.requests.inc({ lane_id, method });
        batchLanes.duration.observe({ lane_id, method }, (performance.now() - startedAt) / 1_000);
      },
    };
  };
  async function metered<Result>(
    method: string,
    signal: AbortSignal,
    ask: () => Promise<Result>,
  ): Promise<Result> {
    const request = begin(method, signal);
    try {
      return await ask();
    } catch (error) {
      request.fail(error);
      throw error;
    } finally {
      request.end();
    }
  }
  return {
    ...lane,
    submit: (order, signal) => metered("submit", signal, () => lane.submit(order, signal)),
    find: (order, signal) => metered("find", signal, () => lane.find(order, signal)),
    look: (id, signal) => metered("look", signal, () => lane.look(id, signal)),
    async *answers(id, signal) {
      const request = begin("answers", signal);
      try {
        yield* lane.answers(id, signal);
      } catch (error) {
        request.fail(error);
        throw error;
      } finally {
        request.end();
      }
    },
    cancel: (id, signal) => metered("cancel", signal, () => lane.cancel(id, signal)),
    forget: (id, signal) => metered("forget", signal, () => lane.forget(id, signal)),
    probe: (signal) => metered("probe", signal, () => lane.probe(signal)),
  };
}
