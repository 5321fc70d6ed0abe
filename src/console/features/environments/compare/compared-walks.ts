import { type ComparedNames, compareAnswers } from "./compare-answers.ts";
import type { WalkedCall } from "./comparison-walk.ts";

/** One call in both environments. */
export interface ComparedCall {
  step: string;
  call: string;
  /** The two statuses as text. */
  one: string;
  other: string;
  /** Undefined where the call could not be made in both. */
  differences: readonly string[] | undefined;
}

const statusOf = (walked: WalkedCall | undefined): string => {
  if (walked === undefined) return "not reached";
  if (walked.observed === null) return "not signed in";
  return walked.observed.status === null ? "no answer" : String(walked.observed.status);
};

/** Two walks side by side, in the order of the first, with what only the second has at the end. */
export function compareWalks(
  one: readonly WalkedCall[],
  other: readonly WalkedCall[],
  names: ComparedNames,
): ComparedCall[] {
  const known = new Set(one.map(({ step }) => step));
  const steps = [...one, ...other.filter(({ step }) => !known.has(step))];
  return steps.map(({ step, call }) => {
    const here = one.find((walked) => walked.step === step);
    const there = other.find((walked) => walked.step === step);
    const [seenHere, seenThere] = [here?.observed ?? null, there?.observed ?? null];
    return {
      step,
      call,
      one: statusOf(here),
      other: statusOf(there),
      differences:
        seenHere === null || seenThere === null
          ? undefined
          : compareAnswers(seenHere, seenThere, names),
    };
  });
}
