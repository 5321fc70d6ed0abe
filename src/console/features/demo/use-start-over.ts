import { contract } from "#contract/index.ts";
import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/api-provider.tsx";
import { clearLedger } from "../../api/ledger.ts";
import { useAction } from "../../api/query.ts";
import { forgetTab } from "../../environments/tab-store.ts";
import { toast } from "../../ui/toast.tsx";
import type { Show } from "./demo-address.ts";

/** Empties the gateway and what this tab knows of it; with a show, a rehearsal begins on the empty gateway. */
export function useStartOver() {
  const { environment } = useApi();
  const queries = useQueryClient();
  const reset = useAction(contract.local.reset);

  async function startOver(show?: Show): Promise<boolean> {
    try {
      await reset.mutateAsync({
        body: { confirm: "reset", ...(show === undefined ? {} : { rehearsal: show }) },
      });
    } catch (error) {
      toast.failed("The gateway was not emptied", {
        detail: error instanceof Error ? error.message : String(error),
      });
      return false;
    }
    forgetTab(environment.id);
    clearLedger(environment.id);
    await queries.resetQueries({ queryKey: [environment.id] });
    return true;
  }
  return { startOver, isPending: reset.isPending };
}
