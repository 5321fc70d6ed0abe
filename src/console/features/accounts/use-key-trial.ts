import type { Account } from "#contract/accounts.ts";
import { createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { useMutation, type UseMutationResult } from "@tanstack/react-query";
import { useApi } from "../../api/api-provider.tsx";
import { recordExchange } from "../../api/ledger.ts";

/** Numbers of calls made with a key on trial: below zero, apart from the client's own. */
let trialNumber = 0;

/** A key that was taken, with whose it is and how long the answer took. */
interface TakenKey {
  account: Account;
  duration_ms: number;
}

/** Tries a key by one authenticated call, whatever the tab itself calls with; the call stands in the ledger. */
export function useKeyTrial(): UseMutationResult<TakenKey, Error, string> {
  const { environment } = useApi();
  return useMutation({
    mutationFn: async (key: string) => {
      trialNumber -= 1;
      const number = trialNumber;
      const client = createClient({
        baseUrl: environment.baseUrl,
        credential: () => key,
        onExchange: (exchange) => recordExchange(environment.id, { ...exchange, number }),
      });
      const started = performance.now();
      const account = await client.call(contract.accounts.get, {});
      return { account, duration_ms: performance.now() - started };
    },
  });
}
