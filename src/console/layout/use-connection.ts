import { ApiError } from "#contract/client.ts";
import { endpointNamed } from "#contract/endpoint.ts";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useCallback, useSyncExternalStore } from "react";
import { useApi } from "../api/api-provider.tsx";
import { heldUntilMs } from "../api/holds.ts";
import { readLedger } from "../api/ledger.ts";
import { nextTask } from "../api/next-task.ts";
import { isOffContract } from "../api/query.ts";
import { passingError } from "../api/recovery.ts";
import { useNow } from "../ui/use-now.ts";
import { type ConnectionWords, connectionWords, type FailedRead } from "./connection-words.ts";

/** A read that takes longer is said to be slow. */
const SLOW_MS = 2_500;
/** While nothing is the matter the clock need not tick. */
const CALM_TICK_MS = 1_000;

/** What a name of the contract is called for on screen: method and path. */
function callNamed(name: string): string | undefined {
  const endpoint = endpointNamed(name);
  return endpoint && `${endpoint.method} ${endpoint.path}`;
}

/** Files take as long as they are large. */
function isRead(name: string): boolean {
  const endpoint = endpointNamed(name);
  return endpoint?.method === "GET" && endpoint.answer.kind === "json";
}

interface Troubles {
  failed: readonly FailedRead[];
  offContract: readonly string[];
}

function readTroubles(queries: QueryClient, environmentId: string): Troubles {
  const failed: FailedRead[] = [];
  const offContract: string[] = [];
  const active = queries.getQueryCache().findAll({ queryKey: [environmentId], type: "active" });
  for (const query of active) {
    const error = passingError(query, query.state);
    const isStrange = isOffContract(query.queryHash);
    if (error === null && !isStrange) continue;
    const [, group, name] = query.queryKey;
    const call = callNamed(`${String(group)}.${String(name)}`);
    if (call === undefined) continue;
    if (error instanceof ApiError) failed.push({ call, error });
    else if (isStrange) offContract.push(call);
  }
  return { failed, offContract };
}

const sign = ({ failed, offContract }: Troubles): string =>
  JSON.stringify([failed.map(({ call, error }) => [call, error.status, error.code]), offContract]);

/** Tells once, in a task to come, however often it is called before: a page that opens has a hundred things to tell. */
function oncePerTask(tell: () => void): () => void {
  let isDue = false;
  const tellSoon = async (): Promise<void> => {
    await nextTask();
    isDue = false;
    tell();
  };
  return () => {
    if (isDue) return;
    isDue = true;
    void tellSoon();
  };
}

/** What the reads of the open page have come to; told of only when it changes. */
function useTroubles(): Troubles {
  const { environment } = useApi();
  const queries = useQueryClient();
  const subscribe = useCallback(
    (tell: () => void) => queries.getQueryCache().subscribe(oncePerTask(tell)),
    [queries],
  );
  useSyncExternalStore(subscribe, () => sign(readTroubles(queries, environment.id)));
  return readTroubles(queries, environment.id);
}

/** What is the matter between this tab and its environment; undefined while all is well. */
export function useConnection(): ConnectionWords | undefined {
  const { environment } = useApi();
  const troubles = useTroubles();
  const now = useNow(CALM_TICK_MS, "browser");
  // Whether a read is slow is known as the clock ticks: each call that comes and goes need not draw this anew.
  const waiting = readLedger(environment.id).calls.find(
    ({ status, failure, endpoint }) => status === null && failure === null && isRead(endpoint),
  );
  const waitedMs = waiting === undefined ? 0 : now - waiting.started_at.getTime();
  const untilMs = heldUntilMs(environment.id);
  return connectionWords({
    environmentName: environment.name,
    ...troubles,
    slow:
      waiting === undefined || waitedMs < SLOW_MS
        ? undefined
        : { call: callNamed(waiting.endpoint) ?? waiting.endpoint, waitedMs },
    heldMs: untilMs === undefined ? undefined : Math.max(0, untilMs - now),
  });
}
