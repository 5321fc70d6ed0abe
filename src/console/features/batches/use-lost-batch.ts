import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useEffect, useState } from "react";
import { useEndpoint } from "../../api/query.ts";

/** Why a batch that was there a moment ago is not found any more. */
export type LostBatch = "gateway_restarted" | "gone";

/** For a batch that was read before: tells a gateway that was started anew without this batch from a batch that is gone; null while nothing is lost. */
export function useLostBatch(error: Error | null): LostBatch | null {
  const { data, refetch } = useEndpoint(contract.catalog.health, {}, { staleTime: Infinity });
  const [firstInstance, setFirstInstance] = useState<string>();
  if (firstInstance === undefined && data !== undefined) setFirstInstance(data.instance_id);
  const isLost = error instanceof ApiError && error.status === 404;
  useEffect(() => {
    if (isLost) void refetch();
  }, [isLost, refetch]);
  if (!isLost) return null;
  return data !== undefined && data.instance_id !== firstInstance ? "gateway_restarted" : "gone";
}
