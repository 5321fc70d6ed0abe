import { ChevronDown, ChevronUp } from "lucide-react";
import { Suspense, useEffect, useRef } from "react";
import { useApi } from "../api/api-provider.tsx";
import { foldRepeats, useExchanges } from "../api/ledger.ts";
import { formatDuration } from "../format/durations.ts";
import { plural } from "../format/plural.ts";
import { Kbd } from "../ui/kbd.tsx";
import { SkeletonRows } from "../ui/skeleton.tsx";
import { lazyPage } from "./lazy-page.ts";
import { setDockOpen, useDockOpen } from "./ledger-dock-store.ts";
import { StatusCode } from "./status-code.tsx";

const LedgerDocked = lazyPage(() => import("./ledger-docked.tsx"));

/** One line of ledger under every page, that opens into the whole; Ctrl+` from anywhere. */
export function LedgerDock() {
  const { environment } = useApi();
  const isOpen = useDockOpen();
  const wasOpen = useRef(isOpen);
  const line = useRef<HTMLButtonElement>(null);
  const cameFrom = useRef<Element>(null);
  const exchanges = useExchanges(environment.id);
  const newest = foldRepeats(exchanges.slice(-100))[0];

  useEffect(() => {
    if (wasOpen.current === isOpen) return;
    wasOpen.current = isOpen;
    // Opened, the focus comes along; folded, it goes back to where it was.
    if (isOpen) {
      cameFrom.current = document.activeElement;
      line.current?.focus();
      return;
    }
    const before = cameFrom.current;
    const isThere = before instanceof HTMLElement && before !== document.body && before.isConnected;
    (isThere ? before : line.current)?.focus({ preventScroll: true });
  }, [isOpen]);

  return (
    <section
      aria-label="Ledger of calls"
      className="fixed inset-x-0 bottom-0 z-20 border-t border-line bg-raised print:hidden"
    >
      <button
        ref={line}
        type="button"
        aria-expanded={isOpen}
        onClick={() => setDockOpen(!isOpen)}
        aria-keyshortcuts="Control+`"
        className="flex h-9 w-full items-center gap-3 px-4 text-left text-sm hover:bg-wash"
      >
        <span className="font-semibold">Ledger</span>
        <span className="whitespace-nowrap text-secondary">{plural(exchanges.length, "call")}</span>
        {newest === undefined ? null : (
          <span className="flex min-w-0 items-center gap-3 max-sm:hidden">
            <code className="truncate font-mono text-xs text-secondary">
              {newest.exchange.method} {newest.exchange.path}
            </code>
            <StatusCode exchange={newest.exchange} />
            <span className="whitespace-nowrap text-muted">
              {newest.calls.length > 1 ? `×${newest.calls.length} · ` : ""}
              {formatDuration(Math.round(newest.exchange.duration_ms))}
            </span>
          </span>
        )}
        <span className="ml-auto flex items-center gap-2 text-muted">
          <Kbd>Ctrl `</Kbd>
          {isOpen ? (
            <ChevronDown size={16} aria-hidden="true" />
          ) : (
            <ChevronUp size={16} aria-hidden="true" />
          )}
        </span>
      </button>
      {isOpen ? (
        <div className="h-[min(28rem,60dvh)] border-t border-line bg-paper px-4 py-3">
          <Suspense fallback={<SkeletonRows rows={6} label="Loading the ledger" />}>
            <LedgerDocked key={environment.id} />
          </Suspense>
        </div>
      ) : null}
    </section>
  );
}
