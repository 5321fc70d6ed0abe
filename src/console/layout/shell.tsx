import { Suspense, useEffect, useRef, useState } from "react";
import { Outlet, useLocation } from "react-router";
import { useApi } from "../api/api-provider.tsx";
import { DemoHost } from "../features/demo/demo-host.tsx";
import { CommandCenter } from "../features/palette/command-center.tsx";
import { ConnectionLine } from "./connection-line.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { usePresenter } from "../ui/presenter.ts";
import { Skeleton } from "../ui/skeleton.tsx";
import { DisplayControls } from "./display-menu.tsx";
import { ErrorBoundary } from "./error-boundary.tsx";
import { LedgerDock } from "./ledger-dock.tsx";
import { LiveGuardDialog } from "./live-guard-dialog.tsx";
import { lazyPage } from "./lazy-page.ts";
import { LifecycleNav } from "./lifecycle-nav.tsx";
import { TopBar } from "./top-bar.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";

const PresenterBar = lazyPage(() => import("./presenter-bar.tsx"));

/** The frame of every page: bar above, steps at the left, the page, one line of ledger below. */
export function Shell() {
  const [isNavigationOpen, setNavigationOpen] = useState(false);
  const { environment } = useApi();
  const { pathname } = useLocation();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const isLocal = environment.kind === "local";
  const { isOn: isPresenting } = usePresenter();

  useKeptFocus();
  useEffect(() => {
    // A new page is a new place: a screen reader and the keyboard begin at its top. Not on the first load, where the
    // browser has put the focus itself.
    if (isFirst.current) isFirst.current = false;
    else {
      main.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
  }, [pathname]);

  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#main"
        className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-30 focus:rounded-md focus:bg-raised focus:px-3 focus:py-2"
      >
        Skip to the page
      </a>
      {isPresenting ? (
        <Suspense fallback={<div className="h-13 border-b border-line bg-raised" />}>
          <PresenterBar />
        </Suspense>
      ) : (
        <TopBar onOpenNavigation={() => setNavigationOpen(true)} />
      )}
      <p className="hidden text-xs text-muted print:block">
        Batchrouter · {environment.name} · {environment.origin}
        {pathname}
      </p>
      <div className="flex flex-1 pb-9 print:pb-0">
        {isPresenting ? null : (
          <div className="sticky top-13 hidden h-[calc(100dvh-3.25rem-2.25rem)] w-58 shrink-0 overflow-y-auto border-r border-line lg:block print:hidden">
            <LifecycleNav isLocal={isLocal} />
          </div>
        )}
        <main id="main" ref={main} tabIndex={-1} className="flex min-w-0 flex-1 flex-col">
          {/* Another environment is another world: a page starts anew in it, and an error does not come along. */}
          <ErrorBoundary key={`${environment.id} ${pathname}`}>
            <Suspense fallback={<PageSkeleton />}>
              <Outlet key={environment.id} />
            </Suspense>
          </ErrorBoundary>
        </main>
      </div>
      <ConnectionLine />
      {isPresenting ? null : <LedgerDock />}
      <CommandCenter />
      <DemoHost />
      <LiveGuardDialog />
      <Dialog title="Navigation" isOpen={isNavigationOpen} onClose={() => setNavigationOpen(false)}>
        <div className="-mx-3">
          <LifecycleNav isLocal={isLocal} onNavigate={() => setNavigationOpen(false)} />
          <div className="px-5 pt-2">
            <DisplayControls />
          </div>
        </div>
      </Dialog>
    </div>
  );
}

/** A page whose code takes longer is said to be on its way. */
const LONG_MS = 2_500;

function PageSkeleton() {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), LONG_MS);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className="flex flex-col gap-4 p-6" aria-busy="true">
      <p role="status" className="min-h-5 text-sm text-secondary">
        {isLong
          ? "This page has not come yet. It opens by itself as soon as the gateway answers."
          : ""}
      </p>
      <Skeleton className="h-7 w-64" />
      <Skeleton className="h-4 w-96" />
      <Skeleton className="h-48 w-full" />
    </div>
  );
}
