import { recordOf, recordsOf, textOf } from "../answer.ts";

// https://ai.google.dev/api/generate-content (LogprobsResult)

/** The log probabilities of a candidate as chat completions list them; null when there are none. */
export function readLogprobs(result: unknown): unknown[] | null {
  const { chosenCandidates, topCandidates } = recordOf(result);
  if (!Array.isArray(chosenCandidates)) return null;
  const tops = recordsOf(topCandidates);
  return recordsOf(chosenCandidates).map((chosen, index) => ({
    ...entryOf(chosen),
    top_logprobs: recordsOf(tops[index]?.candidates).map(entryOf),
  }));
}

/** The bytes are left open: a token may be a part of a character, whose bytes its text does not show. */
function entryOf({ token, logProbability }: Readonly<Record<string, unknown>>) {
  const logprob = typeof logProbability === "number" ? logProbability : 0;
  return { token: textOf(token) ?? "", bytes: null, logprob };
}
