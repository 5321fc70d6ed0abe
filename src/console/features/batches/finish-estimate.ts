/** How many items were done at a moment, as a poll saw it. */
export interface ProgressSample {
  atMs: number;
  done: number;
}

/** When the work will be done, as far as that can be said. */
export type FinishEstimate =
  /** Too little has been seen. */
  | { kind: "gathering" }
  /** Nothing was done for so long that a rate would be a tale. */
  | { kind: "stalled"; forMs: number }
  | { kind: "range"; fromMs: number; toMs: number; perSecond: number; overMs: number };

/** What is older says little of the rate now. */
const WINDOW_MS = 60_000;
const LEAST_STEPS = 4;
const LEAST_SPAN_MS = 3_000;
/** A pause this long is a stall, or this many times the usual pause where that is longer. */
const STALL_MS = 15_000;
const STALL_STEPS = 4;

/** Adds a sample: of those that say the same only the first is kept, and of the old ones one to start from. */
export function addSample(
  samples: readonly ProgressSample[],
  sample: ProgressSample,
): readonly ProgressSample[] {
  const last = samples.at(-1);
  if (last !== undefined && sample.done <= last.done) return samples;
  const firstKept = samples.findLastIndex(({ atMs }) => atMs < sample.atMs - WINDOW_MS);
  return [...samples.slice(Math.max(0, firstKept)), sample];
}

/**
 * The time left as a range, from the pace of the last minute and how unsteady it was. No range before four steps over
 * three seconds were seen, and none when nothing has moved for long.
 */
export function estimateFinish(
  samples: readonly ProgressSample[],
  remaining: number,
  nowMs: number,
): FinishEstimate {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined) return { kind: "gathering" };
  const steps = samples.length - 1;
  const overMs = last.atMs - first.atMs;
  const usualPauseMs = steps === 0 ? 0 : overMs / steps;
  const forMs = nowMs - last.atMs;
  if (forMs > Math.max(STALL_MS, STALL_STEPS * usualPauseMs)) return { kind: "stalled", forMs };
  if (steps < LEAST_STEPS || overMs < LEAST_SPAN_MS) return { kind: "gathering" };

  const perMs = (last.done - first.done) / overMs;
  const doubt = relativeDoubt(samples, perMs);
  return {
    kind: "range",
    fromMs: roundDown(remaining / (perMs * (1 + doubt))),
    toMs: roundUp(remaining / (perMs * (1 - doubt))),
    perSecond: perMs * 1_000,
    overMs,
  };
}

/** How far the true pace may lie from the measured one: about one and a half standard errors, 8 % to 60 %. */
function relativeDoubt(samples: readonly ProgressSample[], perMs: number): number {
  let spread = 0;
  let weight = 0;
  for (const [at, sample] of samples.entries()) {
    const before = samples[at - 1];
    if (before === undefined) continue;
    const tookMs = Math.max(1, sample.atMs - before.atMs);
    spread += tookMs * ((sample.done - before.done) / tookMs - perMs) ** 2;
    weight += tookMs;
  }
  const error = Math.sqrt(spread / weight / (samples.length - 1));
  return Math.min(0.6, Math.max(0.08, (1.5 * error) / perMs));
}

/** A step that suits the size: nobody needs the seconds of an hour. */
function stepFor(durationMs: number): number {
  if (durationMs < 20_000) return 1_000;
  if (durationMs < 120_000) return 5_000;
  if (durationMs < 900_000) return 30_000;
  return durationMs < 7_200_000 ? 60_000 : 600_000;
}

function roundDown(durationMs: number): number {
  const step = stepFor(durationMs);
  return Math.max(1_000, Math.floor(durationMs / step) * step);
}

function roundUp(durationMs: number): number {
  const step = stepFor(durationMs);
  return Math.max(2_000, Math.ceil(durationMs / step) * step);
}
