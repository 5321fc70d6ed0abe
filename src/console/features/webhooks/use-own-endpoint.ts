import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { DeliveryWebhook } from "#contract/webhooks.ts";
import { useState } from "react";
import { useEndpoint } from "../../api/query.ts";
import { useSession } from "../../environments/use-session.ts";

interface OwnEndpoint {
  /** `unset`: the gateway says that there is none. */
  state: "loading" | "failed" | "unset" | "set";
  webhook: DeliveryWebhook | undefined;
  error: Error | null;
  refetch: () => void;
  isRefetching: boolean;
}

/** The organisation's endpoint; that there is none is an answer and no failure. */
export function useOwnEndpoint(): OwnEndpoint {
  const { canCall } = useSession();
  const query = useEndpoint(contract.webhooks.get, {}, { enabled: canCall });
  const { data, error, refetch, isRefetching, isFetched } = query;
  const now = stateOf(data, error);
  // After an error, asking again looks like asking for the first time; what was known stays until there is news.
  const [settled, setSettled] = useState(now);
  if (now !== "loading" && now !== settled) setSettled(now);
  return {
    state: now === "loading" && isFetched ? settled : now,
    webhook: now === "set" ? (data ?? undefined) : undefined,
    error,
    refetch: () => void refetch(),
    isRefetching,
  };
}

function stateOf(
  data: DeliveryWebhook | null | undefined,
  error: Error | null,
): OwnEndpoint["state"] {
  if (data === null) return "unset";
  // An older gateway answers 404 where there is none.
  if (error instanceof ApiError && error.code === "not_found") return "unset";
  if (data !== undefined) return "set";
  return error === null ? "loading" : "failed";
}
