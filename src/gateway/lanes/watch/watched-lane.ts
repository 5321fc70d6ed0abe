import { LaneFailure, type Lane, type SyncLane } from "../lane.ts";
import type { BatchLane } from "../batch-lane.ts";
import type { CircuitBreaker, OpenBreaker } from "./circuit-breaker.ts";
import { failureWords, verdictOn, type LaneVerdict } from "./lane-verdict.ts";
import type { LaneMeasures } from "./lane-measures.ts";
import { clockText, sentence } from "./condition-words.ts";

/** What watches one lane. */
export interface LaneWatcher {
  display_name: string;
  breaker: CircuitBreaker;
  measures: LaneMeasures;
  /** Rejects with the signal's reason when that aborts first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
}

/**
 * The same lane, its calls counted and timed. A lane that is called once per item is not called while its breaker keeps calls
 * from it: the call fails with a `lane_unavailable` that is `held`. A lane that is handed whole batches always is: what it has
 * in hand must be looked after.
 */
export function watchLane(lane: Lane, watcher: LaneWatcher): Lane {
  return lane.kind === "sync" ? watchSyncLane(lane, watcher) : watchBatchLane(lane, watcher);
}

function watchSyncLane(lane: SyncLane, watcher: LaneWatcher): SyncLane {
  const { breaker, measures } = watcher;
  return {
    ...lane,
    async call(request, signal) {
      signal.throwIfAborted();
      const begun = breaker.begin();
      if (begun.kind === "held") throw heldFailure(watcher, begun.opened);
      const startedAt = performance.now();
      try {
        const answer = await lane.call(request, signal);
        measures.answer(performance.now() - startedAt);
        breaker.end(begun, "answered", "");
        return answer;
      } catch (error) {
        const verdict = verdictOn(error, signal);
        count(measures, verdict);
        breaker.end(begun, verdict, failureWords(error));
        throw error;
      }
    },
  };
}

function watchBatchLane(lane: BatchLane, watcher: LaneWatcher): BatchLane {
  const { breaker, measures } = watcher;
  async function observed<Result>(
    signal: AbortSignal,
    work: () => Promise<Result>,
    failureIn: (result: Result) => LaneFailure | null = () => null,
  ): Promise<Result> {
    const call = breaker.begin();
    try {
      const result = await work();
      const failure = failureIn(result);
      if (failure === null) breaker.end(call, "answered", "");
      else breaker.end(call, verdictOn(failure, signal), failureWords(failure));
      return result;
    } catch (error) {
      breaker.end(call, verdictOn(error, signal), failureWords(error));
      throw error;
    }
  }
  return {
    kind: "batch",
    lane_id: lane.lane_id,
    limits: lane.limits,
    poll: lane.poll,
    give_up_ms: lane.give_up_ms,
    write: (request, id) => lane.write(request, id),
    submit: (order, signal) => observed(signal, () => lane.submit(order, signal)),
    find: (order, signal) => observed(signal, () => lane.find(order, signal)),
    look: (upstream_id, signal) =>
      observed(
        signal,
        () => lane.look(upstream_id, signal),
        (state) => (state.kind === "refused" ? state.failure : null),
      ),
    async *answers(upstream_id, signal) {
      const call = breaker.begin();
      let verdict: LaneVerdict = "none";
      let words = "";
      try {
        yield* lane.answers(upstream_id, signal);
        verdict = "answered";
      } catch (error) {
        verdict = verdictOn(error, signal);
        words = failureWords(error);
        throw error;
      } finally {
        // A reader that stops in the midst of it leaves it without a verdict.
        breaker.end(call, verdict, words);
      }
    },
    read(answer, request) {
      try {
        const read = lane.read(answer, request);
        measures.answer(null);
        return read;
      } catch (error) {
        count(measures, verdictOn(error, null));
        throw error;
      }
    },
    cancel: (upstream_id, signal) => lane.cancel(upstream_id, signal),
    forget: (upstream_id, signal) => lane.forget(upstream_id, signal),
    probe: (signal) => observed(signal, () => lane.probe(signal)),
  };
}

function count(measures: LaneMeasures, verdict: LaneVerdict): void {
  if (verdict === "answered") measures.answer(null);
  else if (verdict !== "none") measures.fail();
}

function heldFailure(
  { display_name, breaker, wait }: LaneWatcher,
  { since_ms, reason }: OpenBreaker,
): LaneFailure {
  const open = `the breaker of ${display_name} is open since ${clockText(new Date(since_ms))}`;
  return new LaneFailure("lane_unavailable", `${sentence(open)}: ${reason}.`, {
    status_code: null,
    held: { reason: open, untilTried: (signal) => breaker.untilTried(wait, signal) },
  });
}
