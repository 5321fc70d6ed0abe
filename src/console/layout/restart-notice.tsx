import { contract } from "#contract/index.ts";
import { useLocation } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { useEndpoint } from "../api/query.ts";
import { namesLostThing, useInstanceMemory } from "../environments/instance-memory.ts";
import { formatLocalTime } from "../format/times.ts";
import { Callout } from "../ui/callout.tsx";

/** When the gateway that answers now was started, as text; "" while it is not known. */
function useStartedAt(isWanted: boolean): string {
  const { data } = useEndpoint(contract.catalog.health, {}, { enabled: isWanted });
  return data === undefined ? "" : ` at ${formatLocalTime(data.started_at)}`;
}

/** Above the way in: why the credentials that were there are good for nothing any more. */
export function LostCredentials() {
  const { environment } = useApi();
  const { refused_by } = useInstanceMemory(environment.id);
  const isLost = refused_by !== undefined;
  const startedAt = useStartedAt(isLost);
  if (!isLost) return null;
  return (
    <Callout
      tone="attention"
      announced
      className="mb-4"
      title={`The gateway was emptied, or restarted on an empty folder${startedAt}`}
    >
      It does not know the key and the session of this tab any more, nor what was made with them.
      Nothing here is broken: register an agent in it and go on.
    </Callout>
  );
}

/** A sentence for a thing of the open page that is not found: of a gateway that is gone, and not a mistyped id. */
export function useLostThing(isMissing: boolean): string | undefined {
  const { environment } = useApi();
  const { pathname, search } = useLocation();
  const memory = useInstanceMemory(environment.id);
  const isLost = isMissing && namesLostThing(memory, pathname + search);
  const startedAt = useStartedAt(isLost);
  return isLost
    ? `The gateway was emptied, or restarted on an empty folder${startedAt}; what this tab saw there before is not there any more.`
    : undefined;
}
