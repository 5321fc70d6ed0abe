import { useEffect, useState, type ComponentType } from "react";
import type { LineBenchProps } from "./line-bench.tsx";

type Bench =
  | { status: "loading" }
  | { status: "ready"; Bench: ComponentType<LineBenchProps> }
  | { status: "failed"; retry: () => void };

type Loaded = { attempt: number; Bench: ComponentType<LineBenchProps> | undefined };

/**
 * The editor of a line, from a chunk of its own. A page that cannot load one is loaded anew elsewhere; here that would lose the chosen
 * file, so a failure is told, and tried again when asked.
 */
export function useLineBench(): Bench {
  const [attempt, setAttempt] = useState(1);
  const [loaded, setLoaded] = useState<Loaded>();

  useEffect(() => {
    import("./line-bench.tsx").then(
      ({ default: Bench }) => setLoaded({ attempt, Bench }),
      () => setLoaded({ attempt, Bench: undefined }),
    );
  }, [attempt]);

  if (loaded?.attempt !== attempt) return { status: "loading" };
  if (loaded.Bench !== undefined) return { status: "ready", Bench: loaded.Bench };
  return { status: "failed", retry: () => setAttempt(attempt + 1) };
}
