import { contract } from "#contract/index.ts";
import type { Mail } from "#contract/local.ts";
import { useApi } from "../../api/api-provider.tsx";
import { useEndpoint } from "../../api/query.ts";

/** The mailbox is looked into as one would look: every few seconds. */
export const MAIL_POLL_MS = 3_000;

/** The newest mail with a token for an address, from the local mailbox; undefined elsewhere and while there is none. */
export function useNewestTokenMail(to: string | undefined): Mail | undefined {
  const { environment } = useApi();
  const { data } = useEndpoint(
    contract.local.listMails,
    { query: to === undefined ? {} : { to } },
    {
      enabled: environment.kind === "local" && to !== undefined,
      refetchInterval: ({ error }) => (error === null ? MAIL_POLL_MS : false),
    },
  );
  return data?.data.find(({ token }) => token !== null);
}
