import { contract } from "#contract/index.ts";
import { useApi } from "../../api/api-provider.tsx";
import { useAction, useEndpoint } from "../../api/query.ts";
import { rememberInbox, useRememberedInbox } from "../webhooks/queries.ts";

export interface LocalInbox {
  /** Where the inbox takes deliveries; undefined while there is none. */
  url: string | undefined;
  isOpening: boolean;
  error: Error | null;
  open: () => void;
}

/** The local inbox of this tab; one is opened when there is none, or when the gateway no longer knows it. */
export function useLocalInbox(): LocalInbox {
  const { environment } = useApi();
  const remembered = useRememberedInbox(environment.id);
  const isLocal = environment.kind === "local";
  const known = useEndpoint(
    contract.local.getInbox,
    { params: { id: remembered ?? "" } },
    { enabled: isLocal && remembered !== undefined },
  );
  const create = useAction(contract.local.createInbox);
  return {
    url: remembered === undefined ? undefined : known.data?.url,
    isOpening: create.isPending || known.isLoading,
    error: create.error,
    open() {
      if (known.data !== undefined || create.isPending || known.isLoading) return;
      create.mutate({}, { onSuccess: ({ inbox_id }) => rememberInbox(environment.id, inbox_id) });
    },
  };
}
