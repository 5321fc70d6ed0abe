import { contract } from "#contract/index.ts";
import { useEffect, useRef } from "react";
import { useAction } from "../../api/query.ts";

/** Sends one item to a lane when asked to, and ends the call when its place on the page goes away. */
export function useLaneCheck(lane_id: string) {
  const action = useAction(contract.local.checkLane);
  const leaving = useRef<AbortController>(undefined);
  useEffect(() => () => leaving.current?.abort(), []);

  function send(): void {
    const { signal } = (leaving.current = new AbortController());
    action.mutate({ params: { lane_id }, body: {}, call: { signal } });
  }
  return { send, isPending: action.isPending, check: action.data, error: action.error };
}
