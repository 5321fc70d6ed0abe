import { isRecord } from "#contract/manifest/prompt.ts";

/** What is missing of an answer in which every input must have its vector: nobody could tell which one is. */
export function missingVectors(
  { input }: Readonly<Record<string, unknown>>,
  answer: unknown,
): string | null {
  const vectors = isRecord(answer) && Array.isArray(answer.data) ? answer.data.length : 0;
  // A text, or token numbers, are one input; a list of either is as many.
  const inputs = Array.isArray(input) && typeof input[0] !== "number" ? input.length : 1;
  return vectors === inputs ? null : `It has ${vectors} embeddings for ${inputs} inputs.`;
}
