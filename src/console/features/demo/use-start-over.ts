import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/api-provider.tsx";
import { toast } from "../../ui/toast.tsx";
import type { Show } from "./demo-address.ts";
import { emptyGateway } from "./empty-gateway.ts";

/** Empties the gateway at a person's wish, and says so where it could not be. */
export function useStartOver() {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  const [isPending, setPending] = useState(false);

  async function startOver(show?: Show): Promise<boolean> {
    setPending(true);
    try {
      await emptyGateway({ client, environmentId: environment.id, queries }, show);
      return true;
    } catch (error) {
      toast.failed("The gateway was not emptied", {
        detail: error instanceof Error ? error.message : String(error),
      });
      return false;
    } finally {
      setPending(false);
    }
  }
  return { startOver, isPending };
}
