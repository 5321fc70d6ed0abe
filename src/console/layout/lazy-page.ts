import { lazy, type ComponentType } from "react";

const RELOADED_KEY = "batchrouter.reloaded-for-chunk";

/**
 * A page in a chunk of its own. A chunk that is gone means that a newer console was deployed under an open tab: the tab
 * loads itself anew, once; a second failure goes to the error boundary.
 */
export function lazyPage(load: () => Promise<{ default: ComponentType }>) {
  return lazy(async () => {
    try {
      const page = await load();
      sessionStorage.removeItem(RELOADED_KEY);
      return page;
    } catch (error) {
      if (sessionStorage.getItem(RELOADED_KEY) !== null) throw error;
      sessionStorage.setItem(RELOADED_KEY, "yes");
      location.reload();
      // The page is going away; nothing is to be shown any more.
      return await new Promise<never>(() => {});
    }
  });
}
