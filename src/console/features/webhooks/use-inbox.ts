import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { Inbox } from "#contract/local.ts";
import { useEffect } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { pollingAgeMs } from "../../api/gateway-clock.ts";
import { nextPollMs } from "../../api/polling.ts";
import { useAction, useEndpoint } from "../../api/query.ts";
import { forgetInbox, rememberInbox, useRememberedInbox } from "./inbox-choice.ts";

/** The inbox is on this machine and its polls are answered by a 304: it is never left alone for long. */
const OLDEST_AGE_MS = 60_000;

function ageOf(inbox: Inbox | undefined): number {
  const newest = inbox?.data[0];
  return newest === undefined ? 0 : Math.min(OLDEST_AGE_MS, pollingAgeMs(newest.received_at));
}

/** The tab's inbox with what it has received; `isLive` polls it. Without data where there is none or none can be. */
export function useInbox({ isLive = false }: { isLive?: boolean } = {}) {
  const { environment } = useApi();
  const inboxId = useRememberedInbox(environment.id);
  const inbox = useEndpoint(
    contract.local.getInbox,
    { params: { id: inboxId ?? "" } },
    {
      enabled: environment.kind === "local" && inboxId !== undefined,
      refetchInterval: ({ data, error }) =>
        isLive ? nextPollMs({ ageMs: ageOf(data), error, failures: 2 }) : false,
    },
  );
  const isUnknown = inbox.error instanceof ApiError && inbox.error.code === "not_found";
  useEffect(() => {
    // The gateway was emptied since: the way to a new inbox is offered again.
    if (isUnknown) forgetInbox(environment.id);
  }, [isUnknown, environment.id]);
  return { ...inbox, inboxId, data: inboxId === undefined ? undefined : inbox.data };
}

/** Opens an inbox and makes it the one that this tab works with. */
export function useOpenInbox() {
  const { environment } = useApi();
  const action = useAction(contract.local.createInbox);
  async function open(): Promise<Inbox> {
    const inbox = await action.mutateAsync({});
    rememberInbox(environment.id, inbox.inbox_id);
    return inbox;
  }
  return { open, isPending: action.isPending, error: action.error };
}
