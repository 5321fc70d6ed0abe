import type { CallOptions, Client } from "#contract/client.ts";
import type { Endpoint, EndpointInput, EndpointOutput } from "#contract/endpoint.ts";
import type { QueryClient } from "@tanstack/react-query";
import { invalidateChanges } from "../../api/query.ts";

/** Calls as the pages make them: by the one typed client, and what a call changes is read again. */
export interface Caller {
  client: Client;
  environmentId: string;
  queries: QueryClient;
}

/** Calls an endpoint; the pages that show what it changed read that again. */
export async function callAndRefresh<E extends Endpoint>(
  { client, environmentId, queries }: Caller,
  endpoint: E,
  input: EndpointInput<E>,
  options: CallOptions = {},
): Promise<EndpointOutput<E>> {
  const answer = await client.call(endpoint, input, options);
  // What a page thinks of it is the page's own affair: the play goes on.
  void invalidateChanges(queries, environmentId, endpoint);
  return answer;
}

/** Waits in real time; ends with the signal by throwing its reason. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) {
      reject(signal.reason);
      return;
    }
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", onAbort);
      resolve();
    }, ms);
    function onAbort(): void {
      clearTimeout(timer);
      reject(signal.reason);
    }
    signal.addEventListener("abort", onAbort, { once: true });
  });
}

const LOOK_EVERY_MS = 400;

/** Looks again and again until there is something; a look that finds nothing gives undefined. */
export async function untilFound<T>(
  look: () => Promise<T | undefined>,
  signal: AbortSignal,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(LOOK_EVERY_MS, signal);
  }
}
