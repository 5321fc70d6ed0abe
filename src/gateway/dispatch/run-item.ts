import type { Chance } from "#gateway/chance.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import { failPoint } from "#gateway/fail-points/fail-point.ts";
import type {
  BackoffSettings,
  Lane,
  LaneAnswer,
  LaneRequest,
  SyncLane,
} from "#gateway/lanes/lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { backoffMs } from "./backoff.ts";
import type { LaneLimiter } from "./lane-limiter.ts";
import type { LaneOwner } from "./waiting-calls.ts";

/** What one item went through on one rung. */
export interface RungStep {
  rung: Rung;
  started_at: Date;
  ended_at: Date;
  /** Calls to the lane. */
  attempts: number;
  outcome: "completed" | "failed" | "climbed" | "stopped";
  /** The code of the last failure, or why the lane was not called; null when there was none. */
  failure_code: string | null;
}

/**
 * How an item ended: answered; failed for good; `unserved` when every lane of its ladder was down; `stopped` when the
 * signal aborted before it was done.
 */
type ItemOutcome =
  | { kind: "completed"; rung: Rung; answer: LaneAnswer }
  | { kind: "failed"; rung: Rung; code: string; message: string }
  | { kind: "unserved"; message: string }
  | { kind: "stopped" };

export interface ItemRun {
  outcome: ItemOutcome;
  steps: RungStep[];
}

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
 * is the item's own ends it on the spot. Never rejects: what goes wrong is in the outcome. `releaseFirst`
 * gives back a slot of the first lane that the caller has acquired already.
 */
export async function runItem(
  request: ItemRequest,
  ladder: readonly Rung[],
  runner: ItemRunner,
  signal: AbortSignal,
  releaseFirst?: () => void,
): Promise<ItemRun> {
  const steps: RungStep[] = [];
  let release = releaseFirst;
  let last: { rung: Rung; failure: LaneFailure } | undefined;
  let wasEverServed = false;
  for (const rung of ladder) {
    const isLast = rung === ladder.at(-1);
    const climb = await runOnRung(request, rung, isLast, runner, signal, release);
    release = undefined;
    const { result } = climb;
    if (result === "stopped") {
      steps.push(stepOf(rung, climb, "stopped", runner));
      return { outcome: { kind: "stopped" }, steps };
    }
    if (!(result instanceof LaneFailure)) {
      steps.push(stepOf(rung, climb, "completed", runner));
      return { outcome: { kind: "completed", rung, answer: result }, steps };
    }
    if (!result.skip_lane) wasEverServed = true;
    if (!result.retryable || isLast) {
      steps.push(stepOf(rung, climb, "failed", runner));
      // A lane that is down says nothing about the item, so a failure that does is told instead.
      const told = result.skip_lane && last !== undefined ? last : { rung, failure: result };
      return { outcome: endOf(told, wasEverServed), steps };
    }
    steps.push(stepOf(rung, climb, "climbed", runner));
    if (!result.skip_lane || last === undefined) last = { rung, failure: result };
  }
  return { outcome: { kind: "unserved", message: "No lane is left for the item." }, steps };
}

interface RungRun {
  result: LaneAnswer | LaneFailure | "stopped";
  attempts: number;
  started_at: Date;
  failure_code: string | null;
}

function endOf(
  { rung, failure }: { rung: Rung; failure: LaneFailure },
  wasEverServed: boolean,
): ItemOutcome {
  if (!wasEverServed) return { kind: "unserved", message: failure.message };
  return { kind: "failed", rung, code: failure.code, message: failure.message };
}

function stepOf(
  rung: Rung,
  run: RungRun,
  outcome: RungStep["outcome"],
  runner: ItemRunner,
): RungStep {
  const { started_at, attempts, failure_code } = run;
  return { rung, started_at, ended_at: runner.now(), attempts, outcome, failure_code };
}

async function runOnRung(
  request: ItemRequest,
  rung: Rung,
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
  const lane = runner.lanes.get(rung.lane_id);
  if (lane?.kind !== "sync") {
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
