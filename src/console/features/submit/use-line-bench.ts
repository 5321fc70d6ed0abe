import { useCallback, useEffect, useState, type ComponentType } from "react";
import type { LineBenchProps } from "./line-bench.tsx";

type Bench =
  | { status: "loading" }
  | { status: "ready"; Bench: ComponentType<LineBenchProps> }
  | { status: "failed"; retry: () => void };

/**
 * The editor of a line, from a chunk of its own. A page that cannot load one is loaded anew elsewhere; here that would lose the chosen
 * file, so a failure is told, and tried again when asked.
 */
export function useLineBench(): Bench {
  const [bench, setBench] = useState<Bench>({ status: "loading" });
  const load = useCallback(() => {
    setBench({ status: "loading" });
    import("./line-bench.tsx").then(
      ({ default: Bench }) => setBench({ status: "ready", Bench }),
      () => setBench({ status: "failed", retry: load }),
    );
  }, []);
  useEffect(load, [load]);
  return bench;
}
