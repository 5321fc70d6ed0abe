import type { Chance } from "#gateway/chance.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import type { BackoffSettings, Lane, LaneRequest, SyncLane } from "#gateway/lanes/lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { backoffMs } from "./backoff.ts";
import type { LaneLimiter } from "./lane-limiter.ts";
import {
  afterRung,
  type ItemProgress,
  type ItemRun,
  offLadder,
  type RungRun,
} from "./ladder-climb.ts";
import type { LaneOwner } from "./waiting-calls.ts";

/** What items are run with: shared by all items of a process, but for the owner whose turn at the lanes it takes. */
export interface ItemRunner {
  lanes: ReadonlyMap<string, Lane>;
  limiter: LaneLimiter;
  /** For lanes without a pacing of their own; asked at each wait, so that a change holds at once. */
  backoff: () => Readonly<BackoffSettings>;
  /** Rejects with the signal's reason when that aborts first. */
  wait: (ms: number, signal: AbortSignal) => Promise<void>;
  random: Chance;
  now: () => Date;
  owner: LaneOwner;
}

/** What of a `LaneRequest` stays the same on every rung and attempt. */
export type ItemRequest = Omit<LaneRequest, "model" | "attempt">;

/**
 * Runs one item down its ladder: on each lane the first attempt and its retries, then the next lane. A failure that
 * is the item's own ends it on the spot. Never rejects: what goes wrong is in the outcome. Where the next rung is a lane
 * that takes whole batches, the item is given back with its progress. `releaseFirst` gives back a slot of the first
 * lane that the caller has acquired already.
 */
export async function runItem(
  request: ItemRequest,
  ladder: readonly Rung[],
  runner: ItemRunner,
  signal: AbortSignal,
  from: ItemProgress,
  releaseFirst?: () => void,
): Promise<ItemRun | ItemProgress> {
  let progress = from;
  let release = releaseFirst;
  for (;;) {
    const rung = ladder[progress.at];
    if (rung === undefined) return offLadder(progress);
    const lane = runner.lanes.get(rung.lane_id);
    if (lane?.kind === "batch") return progress;
    const isLast = rung === ladder.at(-1);
    const run = await runOnRung(request, rung, lane, isLast, runner, signal, release);
    release = undefined;
    const next = afterRung(progress, ladder, run, runner.now());
    if ("outcome" in next) return next;
    progress = next;
  }
}

async function runOnRung(
  request: ItemRequest,
  rung: Rung,
  lane: SyncLane | undefined,
  isLast: boolean,
  runner: ItemRunner,
  signal: AbortSignal,
  releaseFirst: (() => void) | undefined,
): Promise<RungRun> {
  const run: RungRun = {
    result: "stopped",
    attempts: 0,
    started_at: runner.now(),
    failure_code: null,
  };
  if (lane === undefined) {
    releaseFirst?.();
    const gone = new LaneFailure(
      "lane_unavailable",
      `The lane ${rung.lane_id} is not configured any more.`,
    );
    return { ...run, result: gone, failure_code: gone.code };
  }
  let release = releaseFirst;
  for (;;) {
    const attempt = run.attempts + 1;
    const called = { ...request, model: rung.model, attempt };
    const result = await attemptOnce(
      lane,
      called,
      runner,
      signal,
      release,
      () => (run.attempts += 1),
    );
    release = undefined;
    run.result = result;
    if (!(result instanceof LaneFailure)) return run;
    const { held } = result;
    if (held !== null) run.attempts -= 1;
    run.failure_code = held?.reason ?? result.code;
    const backoff = lane.pacing?.backoff ?? runner.backoff();
    const isLeft =
      held === null ? !result.retryable || result.skip_lane || attempt > backoff.retries : !isLast;
    if (isLeft) return run;
    const random = () => runner.random(request.batch_seed, request.item_index, rung.rung, attempt);
    try {
      // A lane that is held and the item's last hope is waited for, with no slot taken: it may be back in a moment.
      await (held?.untilTried(signal) ??
        runner.wait(backoffMs(attempt, backoff, result.retry_after_ms, random), signal));
    } catch {
      return { ...run, result: "stopped" };
    }
  }
}

async function attemptOnce(
  lane: SyncLane,
  request: LaneRequest,
  runner: ItemRunner,
  signal: AbortSignal,
  releaseFirst: (() => void) | undefined,
  onCall: () => void,
): Promise<RungRun["result"]> {
  let release = releaseFirst;
  try {
    release ??= await runner.limiter.acquire(lane, runner.owner, signal);
    onCall();
    failPoint("before_lane_call");
    const answer = await lane.call(request, signal);
    failPoint("after_lane_answer");
    return answer;
  } catch (error) {
    if (error instanceof LaneFailure) {
      // Before the slot is given back: whoever takes it next would be turned away as well.
      if (error.retry_after_ms !== null) runner.limiter.pause(lane, error.retry_after_ms);
      return error;
    }
    if (signal.aborted) return "stopped";
    // A lane that breaks its promise must not take the other items of the unit down with it.
    return new LaneFailure("provider_500", "The lane failed in a way it does not know.", {
      cause: error,
    });
  } finally {
    release?.();
  }
}
