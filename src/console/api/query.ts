import { ApiError, type CallOptions, type Client } from "#contract/client.ts";
import {
  endpointName,
  type Endpoint,
  type EndpointInput,
  type EndpointOutput,
} from "#contract/endpoint.ts";
import type { FieldIssue } from "#contract/error-envelope.ts";
import {
  hashKey,
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { useState } from "react";
import { confirmLive } from "../environments/live-guard.ts";
import { usePresenter } from "../ui/presenter.ts";
import { standInValue } from "../ui/stand-ins.ts";
import { useApi } from "./api-provider.tsx";
import { readUnlessHeld } from "./holds.ts";
import { nextTask } from "./next-task.ts";
import { mayPass, nextReadMs } from "./recovery.ts";

/** `[environment, group, name, input]`: a prefix of it names an endpoint, a group, or all of an environment. */
export function queryKey(environmentId: string, endpoint: Endpoint, input: object): QueryKey {
  return [environmentId, ...endpointName(endpoint).split("."), input];
}

/** The queries whose kept answer is off the contract, by the hash of their keys: one on it takes its place at once. */
const offContract = new Set<string>();

/** Whether what a query shows is an answer off the contract. */
export function isOffContract(queryHash: string): boolean {
  return offContract.has(queryHash);
}

/** Whether an environment has given an answer off the contract that is still kept. */
export function hasOffContract(queries: QueryClient, environmentId: string): boolean {
  const all = queries.getQueryCache().findAll({ queryKey: [environmentId] });
  return all.some(({ queryHash }) => isOffContract(queryHash));
}

/** Drops such answers where nothing on the page shows them, so that what they broke reads them anew. */
export function forgetOffContract(queries: QueryClient, environmentId: string): void {
  const cache = queries.getQueryCache();
  for (const query of cache.findAll({ queryKey: [environmentId], type: "inactive" })) {
    if (!offContract.delete(query.queryHash)) continue;
    cache.remove(query);
  }
}

/** An answer off the contract is read anew as rarely as that. */
const STRANGE_AGAIN_MS = 15_000;

interface ReadContext {
  signal: AbortSignal;
  client?: QueryClient;
}

/**
 * An answer off the contract is shown as it came, unless there is a good one: that is kept, and the read has failed.
 */
function judgeAnswer(key: QueryKey, issue: FieldIssue | undefined, kept: unknown): void {
  const hash = hashKey(key);
  if (issue === undefined) {
    offContract.delete(hash);
    return;
  }
  if (kept === undefined || offContract.has(hash)) {
    offContract.add(hash);
    return;
  }
  const where = issue.path === "" ? issue.message : `${issue.path}: ${issue.message}`;
  throw new ApiError(`The newest answer is off the contract (${where}).`, {
    code: "off_contract",
    status: 200,
  });
}

/**
 * The options of a query for an endpoint: its key, and the call with the signal and the ETag. While the environment has
 * asked for a pause nothing is sent.
 */
export function endpointQuery<E extends Endpoint>(
  client: Client,
  environmentId: string,
  endpoint: E,
  input: EndpointInput<E>,
) {
  const key = queryKey(environmentId, endpoint, input);
  return {
    queryKey: key,
    queryFn: ({ signal, client: queries }: ReadContext): Promise<EndpointOutput<E>> =>
      readUnlessHeld(environmentId, async () => {
        // A page begins its reads together, in one of its effects: each in a task of its own keeps none of them long.
        await nextTask();
        signal.throwIfAborted();
        let issue: FieldIssue | undefined;
        const answer = await client.call(endpoint, input, {
          signal,
          conditional: endpoint.cached === true,
          onOffContract: ([first]) => {
            issue = first;
          },
        });
        judgeAnswer(key, issue, queries?.getQueryData(key));
        return answer;
      }),
  };
}

interface QuerySettings<T> {
  enabled?: boolean;
  /** Milliseconds to the next poll; false ends polling. Polling stops by itself while the tab is hidden. */
  refetchInterval?: (latest: {
    data: T | undefined;
    error: Error | null;
    dataUpdatedAt: number;
  }) => number | false;
  /** Whether a failure that may pass is tried again by itself; true unless somebody has stopped it. */
  recovers?: boolean;
  /** Polls also while the tab is hidden: only for what somebody has asked to be told of. */
  refetchInBackground?: boolean;
  staleTime?: number;
  /** Show the page before while the next one loads. */
  keepPrevious?: boolean;
}

/** Whatever a page reads comes through here: in presenter mode it gets stand-ins for what no audience may see. */
const withStandIns = <T>(value: T): T => standInValue(value, false);
const withoutContent = <T>(value: T): T => standInValue(value, true);

/**
 * Reads an endpoint of the selected environment through the cache. What may pass is tried again by itself, never before
 * `Retry-After`; the last good answer is kept meanwhile, and where there is none, the error.
 */
export function useEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  settings: QuerySettings<EndpointOutput<E>> = {},
): UseQueryResult<EndpointOutput<E>> {
  const { client, environment } = useApi();
  const { isOn, hidesContent } = usePresenter();
  const queries = useQueryClient();
  const { refetchInterval, refetchInBackground, keepPrevious, recovers = true, ...rest } = settings;
  const options = endpointQuery(client, environment.id, endpoint, input);
  const query = useQuery<EndpointOutput<E>>({
    ...options,
    ...rest,
    ...(refetchInBackground === true ? { refetchIntervalInBackground: true } : {}),
    ...(isOn ? { select: hidesContent ? withoutContent : withStandIns } : {}),
    ...(keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
    // Quick repetitions are for the first load alone: what was once answered, or has failed, has its next read planned.
    retry: (failures, error) =>
      (queries.getQueryState(options.queryKey)?.errorUpdateCount ?? 0) === 0 &&
      queries.getQueryData(options.queryKey) === undefined &&
      shouldRetry(failures, error),
    refetchInterval: (current) => {
      const { state } = current;
      const { data, error, dataUpdatedAt } = state;
      const own = ownInterval(() => refetchInterval?.({ data, error, dataUpdatedAt }) ?? false);
      if (!recovers && own === false) return false;
      if (error === null && isOffContract(current.queryHash))
        return own === false ? STRANGE_AGAIN_MS : Math.min(own, STRANGE_AGAIN_MS);
      return nextReadMs(current, state, own);
    },
  });
  return useHeldError(query, hashKey(options.queryKey));
}

/** A page's wish for its next poll. An answer off the contract may lack what the wish is read from: then it has none. */
function ownInterval(wish: () => number | false): number | false {
  try {
    return wish();
  } catch {
    return false;
  }
}

/** Before the first good answer each try clears the error; it is kept, or its panel would come and go with every try. */
function useHeldError<T>(query: UseQueryResult<T>, hash: string): UseQueryResult<T> {
  const { data, error } = query;
  const [held, setHeld] = useState<{ hash: string; error: Error }>();
  if (error !== null && (held?.error !== error || held.hash !== hash)) setHeld({ hash, error });
  // Read only where it matters: who has read it is drawn again with the begin and the end of every poll.
  const isTrying = data === undefined && error === null && query.isFetching;
  if (!isTrying || held?.hash !== hash || !mayPass(held.error)) return query;
  // The library's type ties the error to a status that it has only between two tries.
  return { ...query, error: held.error } as unknown as UseQueryResult<T>;
}

/** Marks as old what a success of this endpoint changes, by the contract's `changes`. */
export async function invalidateChanges(
  queries: QueryClient,
  environmentId: string,
  endpoint: Endpoint,
): Promise<void> {
  await Promise.all(
    (endpoint.changes ?? []).map((name) =>
      queries.invalidateQueries({ queryKey: [environmentId, ...name.split(".")] }),
    ),
  );
}

export type ActionInput<E extends Endpoint> = EndpointInput<E> & { call?: CallOptions };

/**
 * Calls an endpoint that changes something, in a live environment only after a person's word where it needs one; afterwards what it changed is read again.
 */
export function useAction<E extends Endpoint>(
  endpoint: E,
): UseMutationResult<EndpointOutput<E>, Error, ActionInput<E>> {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  return useMutation<EndpointOutput<E>, Error, ActionInput<E>>({
    mutationKey: [environment.id, endpointName(endpoint)],
    mutationFn: async ({ call, ...input }) => {
      await confirmLive(environment, endpoint);
      // What is left after taking `call` out is the endpoint's own input; TypeScript does not see through the generic.
      return client.call(endpoint, input as unknown as EndpointInput<E>, call);
    },
    onSuccess: () => invalidateChanges(queries, environment.id, endpoint),
  });
}

const RETRIES = 2;

/**
 * Whether asking again at once makes sense: never for an answer that says what is wrong with the request, nor for one that
 * asks for a pause.
 */
export function shouldRetry(failures: number, error: Error): boolean {
  const asksForPause =
    error instanceof ApiError && (error.status === 429 || error.retryAfterMs !== null);
  return mayPass(error) && !asksForPause && failures < RETRIES;
}

/** Milliseconds before a quick repetition, growing. */
export function retryDelay(failures: number): number {
  return Math.min(500 * 2 ** failures, 8_000);
}
