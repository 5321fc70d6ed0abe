import { ApiError, type CallOptions, type Client } from "#contract/client.ts";
import type { Endpoint, EndpointInput, EndpointOutput } from "#contract/endpoint.ts";
import { endpointName } from "#contract/index.ts";
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import { usePresenter } from "../ui/presenter.ts";
import { standInValue } from "../ui/stand-ins.ts";
import { useApi } from "./api-provider.tsx";

/** `[environment, group, name, input]`: a prefix of it names an endpoint, a group, or all of an environment. */
export function queryKey(environmentId: string, endpoint: Endpoint, input: object): QueryKey {
  return [environmentId, ...endpointName(endpoint).split("."), input];
}

/** The options of a query for an endpoint: its key, and the call with the signal and the ETag. */
export function endpointQuery<E extends Endpoint>(
  client: Client,
  environmentId: string,
  endpoint: E,
  input: EndpointInput<E>,
) {
  return {
    queryKey: queryKey(environmentId, endpoint, input),
    queryFn: ({ signal }: { signal: AbortSignal }): Promise<EndpointOutput<E>> =>
      client.call(endpoint, input, { signal, conditional: endpoint.cached === true }),
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
  staleTime?: number;
  /** Show the page before while the next one loads. */
  keepPrevious?: boolean;
}

/** Whatever a page reads comes through here: in presenter mode it gets stand-ins for what no audience may see. */
const withStandIns = <T>(value: T): T => standInValue(value, false);
const withoutContent = <T>(value: T): T => standInValue(value, true);

/** Reads an endpoint of the selected environment through the cache. */
export function useEndpoint<E extends Endpoint>(
  endpoint: E,
  input: EndpointInput<E>,
  settings: QuerySettings<EndpointOutput<E>> = {},
): UseQueryResult<EndpointOutput<E>> {
  const { client, environment } = useApi();
  const { refetchInterval, keepPrevious, ...rest } = settings;
  const { isOn, hidesContent } = usePresenter();
  return useQuery<EndpointOutput<E>>({
    ...endpointQuery(client, environment.id, endpoint, input),
    ...rest,
    ...(isOn ? { select: hidesContent ? withoutContent : withStandIns } : {}),
    ...(keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
    ...(refetchInterval === undefined
      ? {}
      : {
          refetchInterval: ({ state: { data, error, dataUpdatedAt } }) =>
            refetchInterval({ data, error, dataUpdatedAt }),
        }),
  });
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

/** Calls an endpoint that changes something; afterwards what it changed is read again. */
export function useAction<E extends Endpoint>(
  endpoint: E,
): UseMutationResult<EndpointOutput<E>, Error, ActionInput<E>> {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  return useMutation<EndpointOutput<E>, Error, ActionInput<E>>({
    mutationKey: [environment.id, endpointName(endpoint)],
    mutationFn: ({ call, ...input }) =>
      // What is left after taking `call` out is the endpoint's own input; TypeScript does not see through the generic.
      client.call(endpoint, input as unknown as EndpointInput<E>, call),
    onSuccess: () => invalidateChanges(queries, environment.id, endpoint),
  });
}

const RETRIES = 2;

/** Whether asking again by itself makes sense: never for an answer that says what is wrong with the request. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (!(error instanceof ApiError)) return false;
  const isPassing = error.status === null || error.status === 429 || error.status >= 500;
  return isPassing && failures < RETRIES;
}

/** Milliseconds before a repetition: what the server asked for, else growing. */
export function retryDelay(failures: number, error: Error): number {
  const asked = error instanceof ApiError ? error.retryAfterMs : null;
  return asked ?? Math.min(500 * 2 ** failures, 8_000);
}
