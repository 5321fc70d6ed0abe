import { contract } from "#contract/index.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { useAction } from "../api/query.ts";
import { getHeldKeys } from "../environments/held-keys.ts";
import { forgetTab } from "../environments/tab-store.ts";
import { useSession } from "../environments/use-session.ts";
import { paths } from "../paths.ts";
import { toast } from "../ui/toast.tsx";

/** Ends the session on the gateway and forgets what this tab holds of the environment. */
export function useSignOut(): () => void {
  const { environment } = useApi();
  const { hasSession } = useSession();
  const signOut = useAction(contract.accounts.signOut);
  const queries = useQueryClient();
  const navigate = useNavigate();

  function leave(): void {
    forgetTab(environment.id);
    queries.removeQueries({ queryKey: [environment.id] });
    void navigate(paths.signIn());
  }

  return () => {
    if (getHeldKeys(environment.id).length > 0) {
      toast.failed("A new key is not saved yet", {
        detail: "Signing out would lose it. It waits under API keys.",
      });
      void navigate(paths.apiKeys());
      return;
    }
    // Awaited rather than given a callback, which goes unheard once the menu that asked for it has closed. The tab
    // forgets its secrets whether or not the gateway hears of it.
    if (hasSession)
      void signOut
        .mutateAsync({})
        .catch(() => undefined)
        .finally(leave);
    else leave();
  };
}
