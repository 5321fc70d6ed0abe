import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/api-provider.tsx";
import type { Player } from "./player.ts";
import { playerOf } from "./player-of.ts";

/** The player of the selected environment. */
export function usePlayer(): Player {
  const { client, environment } = useApi();
  const queries = useQueryClient();
  return playerOf({ client, environmentId: environment.id, queries });
}
