import type { Endpoint, EndpointInput } from "#contract/endpoint.ts";
import { getCredentials } from "../environments/credentials.ts";
import { selectedEnvironment } from "../environments/environment-store.ts";
import { clientOf } from "./api-provider.tsx";
import { queries } from "./queries.ts";
import { endpointQuery } from "./query.ts";

/**
 * Begins a read that a page is about to make, so that its answer need not wait until the page is drawn: what is drawn then
 * finds it under way, or there. Without credentials nothing is sent.
 */
export function beginRead<E extends Endpoint>(endpoint: E, input: EndpointInput<E>): void {
  const environment = selectedEnvironment();
  const { api_key, session_token } = getCredentials(environment.id);
  if (api_key === undefined && session_token === undefined) return;
  // A failure is told by the query, where the page shows it.
  void queries.prefetchQuery(endpointQuery(clientOf(environment), environment.id, endpoint, input));
}
