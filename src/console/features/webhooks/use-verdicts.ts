import { explainVerification, type VerificationInput } from "#contract/webhook-verification.ts";
import { useEffect, useState } from "react";
import type { Verdicts } from "./verdict.ts";

/** The verdicts on an input, which has to stay the same object while it says the same; undefined until they are there. */
export function useVerdicts(input: VerificationInput | undefined): Verdicts | undefined {
  const [verdicts, setVerdicts] = useState<Verdicts>();
  useEffect(() => {
    if (input === undefined) return;
    let isCurrent = true;
    const explain = async (): Promise<void> => {
      const found = await explainVerification(input);
      if (isCurrent) setVerdicts(found);
    };
    void explain();
    return () => {
      isCurrent = false;
    };
  }, [input]);
  // While a changed input is checked, which takes a millisecond, what was known of the last one stays: no flicker.
  return input === undefined ? undefined : verdicts;
}
