import { ApiError } from "#contract/client.ts";
import { nextPollMs } from "./polling.ts";

/** What a query has come to, as the cache tells it. */
export interface ReadState {
  error: Error | null;
  errorUpdatedAt: number;
  dataUpdatedAt: number;
}

/** What asks more rarely than any recovery, its jitter counted. */
const LONGEST_WAIT_MS = 20_000;

interface Streak {
  error: Error;
  errorUpdatedAt: number;
  failures: number;
  /** 0 to 1, drawn once a failure: a figure that changed with every look would start the wait anew each time. */
  chance: number;
}

/** Failures in a row, by query. */
const streaks = new WeakMap<object, Streak>();

/** Whether an error may pass by itself: no answer, a busy or broken server, an answer off the contract. */
export function mayPass(error: Error): boolean {
  if (!(error instanceof ApiError)) return false;
  const { status, code } = error;
  return status === null || status === 429 || status >= 500 || code === "off_contract";
}

function streakOf(
  query: object,
  state: ReadState & { error: Error },
  random: () => number,
): Streak {
  const last = streaks.get(query);
  if (last?.errorUpdatedAt === state.errorUpdatedAt) return last;
  const goesOn = last !== undefined && state.dataUpdatedAt < last.errorUpdatedAt;
  const streak = {
    error: state.error,
    errorUpdatedAt: state.errorUpdatedAt,
    failures: goesOn ? last.failures + 1 : 1,
    chance: random(),
  };
  streaks.set(query, streak);
  return streak;
}

/**
 * Milliseconds to the next read of a query, or false for none. After a failure that may pass every read is tried again by
 * itself, ever more rarely; `own` is the page's wish for the poll, which then is only followed where it is slower.
 */
export function nextReadMs(
  query: object,
  state: ReadState,
  own: number | false,
  random: () => number = Math.random,
): number | false {
  const { error } = state;
  if (error === null || !mayPass(error)) return own;
  const { failures, chance } = streakOf(query, { ...state, error }, random);
  const wait = (part: number): number =>
    nextPollMs({ ageMs: 0, error, failures, random: () => part });
  // A page that counts down to its own poll has its own jitter already; one that hardly ever asks does not wait for that.
  return own === false || own > LONGEST_WAIT_MS ? wait(chance) : Math.max(own, wait(0));
}

/** Why a query has nothing new: its error, also while the next try is under way; null when the last read came through. */
export function passingError(
  query: object,
  state: ReadState & { fetchFailureReason: Error | null },
): Error | null {
  const found = state.error ?? state.fetchFailureReason;
  if (found !== null) return mayPass(found) ? found : null;
  const last = streaks.get(query);
  return last !== undefined && state.dataUpdatedAt < last.errorUpdatedAt ? last.error : null;
}
