/** The ids of those that are in the sample: the same ones for the same seed and the same code. */
export function sampledIds(
  mutants: readonly { id: string }[],
  sample: { size: number; seed: number },
): Set<string>;
