import { contract } from "#contract/index.ts";
import { useEffect, useState } from "react";
import { Link } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { useEndpoint } from "../api/query.ts";
import { useSession } from "../environments/use-session.ts";
import { paths } from "../paths.ts";
import { LiveRegion } from "../ui/live-region.tsx";
import { StateShape } from "../ui/state-shape.tsx";
import { useConnection } from "./use-connection.ts";

/** How often a page that asks nothing by itself looks whether its environment is still there. */
const HEARTBEAT_MS = 30_000;

/** Looks after the environment; nothing is sent off this machine before somebody is signed in there. */
function useHeartbeat(): void {
  const { environment } = useApi();
  const { canCall } = useSession();
  const [isDue, setDue] = useState(false);
  useEffect(() => {
    // The page's own calls tell as much at the start.
    const timer = setTimeout(() => setDue(true), HEARTBEAT_MS);
    return () => clearTimeout(timer);
  }, []);
  useEndpoint(
    contract.catalog.health,
    {},
    {
      enabled: isDue && (environment.kind === "local" || canCall),
      refetchInterval: () => HEARTBEAT_MS,
    },
  );
}

/** One line at the foot of every page while something is the matter with the environment: what, and that it goes on. */
export function ConnectionLine() {
  useHeartbeat();
  const words = useConnection();
  return (
    <>
      <LiveRegion message={words?.matter ?? ""} />
      {words === undefined ? null : (
        <>
          {/* As high as the line, so that the end of a page can be scrolled clear of it. */}
          <div aria-hidden="true" className="h-20 shrink-0 sm:h-10 print:hidden" />
          <section
            aria-label="Connection"
            className="fixed inset-x-0 bottom-9 z-10 flex items-start gap-2.5 border-t border-line bg-raised px-4 py-2 text-sm print:hidden"
          >
            <StateShape tone={words.tone} size={16} className="mt-0.5" />
            <p className="min-w-0 flex-1">
              <strong className="font-semibold">{words.matter}</strong>{" "}
              <span className="text-secondary">{words.detail}</span>
            </p>
            <Link to={paths.ledger()} className="link shrink-0">
              Ledger
            </Link>
          </section>
        </>
      )}
    </>
  );
}
