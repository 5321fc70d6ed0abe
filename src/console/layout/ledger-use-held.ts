import { useState } from "react";

/**
 * While `isHolding`, the number of the newest call at the moment when holding began: rows after it wait. `release` lets in
 * what has come since and goes on holding from there.
 */
export function useHeld(
  newest: number,
  isHolding: boolean,
): { heldAt: number | null; releases: number; release: () => void } {
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const [releases, setReleases] = useState(0);
  // Set while rendering, so that no frame shows a list that has already moved.
  if (isHolding && heldAt === null) setHeldAt(newest);
  if (!isHolding && heldAt !== null) setHeldAt(null);
  return {
    heldAt,
    releases,
    release: () => {
      if (isHolding) setHeldAt(newest);
      setReleases(releases + 1);
    },
  };
}
