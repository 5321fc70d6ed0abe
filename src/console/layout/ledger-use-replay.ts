import type { EndpointInput, EndpointOutput, Endpoint } from "#contract/endpoint.ts";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useApi } from "../api/api-provider.tsx";
import { asReplayOf } from "../api/ledger.ts";
import { invalidateChanges } from "../api/query.ts";
import { confirmLive } from "../environments/live-guard.ts";
import type { ReplayRequest } from "./ledger-replay-request.ts";

interface Send {
  request: ReplayRequest;
  /** The file of an upload. */
  file: File | undefined;
  idempotencyKey: string | undefined;
}

/** Sends an endpoint's call again through the client that made the first, so that it lands in the ledger, marked. */
export function useReplay(endpoint: Endpoint, number: number) {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  return useMutation<EndpointOutput<Endpoint>, Error, Send>({
    mutationFn: async ({ request, file, idempotencyKey }) => {
      await confirmLive(environment, endpoint);
      const input = file === undefined ? request : { ...request, body: file };
      // What is typed here is not checked against the contract on purpose: the gateway is to judge it.
      const send = () =>
        client.call(
          endpoint,
          input as unknown as EndpointInput<Endpoint>,
          idempotencyKey === undefined ? {} : { idempotencyKey },
        );
      return asReplayOf(environment.id, number, send);
    },
    onSuccess: () => invalidateChanges(queries, environment.id, endpoint),
  });
}
