import { Suspense, useEffect, useState } from "react";
import { lazyPage } from "../../layout/lazy-page.ts";
import { useOpenDialog } from "./palette-store.ts";
import { useShortcuts } from "./use-shortcuts.ts";

const load = () => import("./command-dialogs.tsx");
const Dialogs = lazyPage(load);

/** Once the first page stands, so that the first press of the keys is not kept waiting. */
const AHEAD_MS = 2_000;

/** The shortcuts of every page, and the dialogs that they open; those are fetched when first asked for. */
export function CommandCenter() {
  useShortcuts();
  const open = useOpenDialog();
  useEffect(() => {
    // A chunk that cannot be had is asked for again when it is needed, and the failure told then.
    const timer = setTimeout(() => void load().catch(() => undefined), AHEAD_MS);
    return () => clearTimeout(timer);
  }, []);
  const [wasOpened, setWasOpened] = useState(false);
  if (open !== null && !wasOpened) setWasOpened(true);
  if (!wasOpened) return null;
  return (
    <Suspense fallback={null}>
      <Dialogs />
    </Suspense>
  );
}
