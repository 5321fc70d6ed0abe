import { useQueryClient } from "@tanstack/react-query";
import { useApi } from "../../api/api-provider.tsx";
import { recentThings, type Thing } from "./recent-things.ts";

/** What this tab has seen of the selected environment, as the cache holds it now; nothing is asked for. */
export function useRecentThings(): Thing[] {
  const queries = useQueryClient();
  const { environment } = useApi();
  const answers = queries
    .getQueryCache()
    .findAll({ queryKey: [environment.id] })
    .map(({ queryKey, state }) => ({ queryKey, data: state.data }));
  return recentThings(answers, environment.id);
}
