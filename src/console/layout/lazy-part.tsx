import { Suspense, useEffect, useState, type ComponentType, type ReactNode } from "react";
import { lazyPage } from "./lazy-page.ts";

/** Once the page stands, so that a part is there before it is asked for and keeps nothing waiting that is seen first. */
const AHEAD_MS = 2_000;

/** A part of a page in a chunk of its own; until it has come, `instead` keeps its place. */
export function lazyPart<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  instead: ReactNode,
): ComponentType<Props> {
  const Part = lazyPage<Props>(async () => ({ default: await load() }));
  return function LazyPart(props) {
    return (
      <Suspense fallback={instead}>
        <Part {...props} />
      </Suspense>
    );
  };
}

/** False until the page stands, then true. */
export function useIsAhead(): boolean {
  const [isAhead, setAhead] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setAhead(true), AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
  return isAhead;
}

/** Fetches chunks ahead of their use; one that cannot be had is asked for again when it is needed, and told of then. */
export function useFetchedAhead(loads: readonly (() => Promise<unknown>)[]): void {
  const isAhead = useIsAhead();
  useEffect(() => {
    if (!isAhead) return;
    for (const load of loads) void load().catch(() => undefined);
  }, [isAhead, loads]);
}
