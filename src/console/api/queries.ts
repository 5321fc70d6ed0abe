import { ApiError } from "#contract/client.ts";
import { MutationCache, QueryCache, QueryClient } from "@tanstack/react-query";
import { dropCredentials } from "../environments/credentials.ts";
import { areCredentialsOfAnother } from "../environments/instance-memory.ts";
import { retryDelay, shouldRetry } from "./query.ts";

/** How long an answer counts as fresh when a page is opened again. */
const FRESH_MS = 2_000;

/** A session that ended on the server ends here too, so that every page offers the way in. */
function noticeEndedSession(error: Error, key: readonly unknown[] | undefined): void {
  const environmentId = key?.[0];
  if (!(error instanceof ApiError) || typeof environmentId !== "string") return;
  const isRefused = error.code === "session_expired" || error.code === "invalid_api_key";
  // Of a gateway that is gone neither is worth another try.
  if (isRefused && areCredentialsOfAnother(environmentId)) {
    dropCredentials(environmentId, "session");
    dropCredentials(environmentId, "api_key");
    // Once the pages have let go of it: what was read with them is not the next account's.
    setTimeout(() => queries.removeQueries({ queryKey: [environmentId], type: "inactive" }));
  } else if (error.code === "session_expired") dropCredentials(environmentId, "session");
  else if (error.code === "invalid_api_key") dropCredentials(environmentId, "api_key");
}

/** What the console has read, of all environments. */
export const queries = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, query) => noticeEndedSession(error, query.queryKey),
  }),
  mutationCache: new MutationCache({
    onError: (error, _variables, _result, mutation) =>
      noticeEndedSession(error, mutation.options.mutationKey),
  }),
  defaultOptions: {
    // A gateway on this machine answers without a network too, so the browser's idea of "offline" does not count.
    queries: { networkMode: "always", retry: shouldRetry, retryDelay, staleTime: FRESH_MS },
    mutations: { networkMode: "always", retry: false },
  },
});
