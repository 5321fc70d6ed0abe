import type { EndpointInput } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { realWaitMs } from "../../api/gateway-clock.ts";
import { nextPollMs } from "../../api/polling.ts";
import { useEndpoint } from "../../api/query.ts";
import { gatewayNow } from "../../ui/gateway-clock.ts";
import { deliveriesPollMs } from "./delivery-states.ts";

type DeliveriesQuery = NonNullable<EndpointInput<typeof contract.webhooks.listDeliveries>["query"]>;

/** A page of deliveries, newest first, kept live: soon after each attempt that is due. */
export function useDeliveries(
  query: DeliveriesQuery,
  { enabled = true }: { enabled?: boolean } = {},
) {
  return useEndpoint(
    contract.webhooks.listDeliveries,
    { query },
    {
      enabled,
      keepPrevious: true,
      refetchInterval: ({ data, error }) =>
        error === null
          ? realWaitMs(deliveriesPollMs(data?.data ?? [], gatewayNow()))
          : nextPollMs({ ageMs: 0, error, failures: 3 }),
    },
  );
}
