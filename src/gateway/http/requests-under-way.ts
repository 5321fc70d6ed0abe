import { setTimeout as delay } from "node:timers/promises";
import type { Fetch } from "./router.ts";

/** A router that knows what it has not answered yet. */
export interface CountedRequests {
  fetch: Fetch;
  /** Resolves when no request that may change something is under way any more, or after so many milliseconds. */
  untilChangesEnd(longestMs: number): Promise<void>;
}

/** Counts the requests that go through. */
export function countRequests(fetch: Fetch): CountedRequests {
  const changes = new Set<Promise<Response>>();
  return {
    fetch(request, bindings) {
      const answering = fetch(request, bindings);
      if (request.method === "GET" || request.method === "HEAD") return answering;
      changes.add(answering);
      return answering.finally(() => changes.delete(answering));
    },
    async untilChangesEnd(longestMs) {
      const timer = new AbortController();
      await Promise.race([
        Promise.allSettled(changes),
        delay(longestMs, undefined, { signal: timer.signal }).catch(() => undefined),
      ]);
      timer.abort();
    },
  };
}
