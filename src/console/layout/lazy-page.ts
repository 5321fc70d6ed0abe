import { type ComponentType, createElement, type FunctionComponent, lazy, useState } from "react";

const RELOADED_KEY = "batchrouter.reloaded-for-chunk";
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15_000;

/** Whether the console's own server is there and well. */
async function isServed(): Promise<boolean> {
  try {
    const answer = await fetch("/", { method: "HEAD", headers: { accept: "text/html" } });
    return answer.ok;
  } catch {
    return false;
  }
}

async function untilServed(): Promise<void> {
  let waitMs = FIRST_WAIT_MS;
  while (!(await isServed())) {
    const thisTimeMs = waitMs;
    await new Promise((resolve) => setTimeout(resolve, thisTimeMs));
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS);
  }
}

/** An address that leads to a page. */
export interface PageAddress {
  params: Readonly<Record<string, string | undefined>>;
  search: URLSearchParams;
}

/** A page, or a part of one, as its module has it. */
type CodedPage<Props extends object> = ComponentType<Props> & {
  /** Asks for what the page at an address shows first, while it is still to be drawn. */
  beginReads?: (address: PageAddress) => void;
};

/** A page whose code comes when it is first shown, or fetched. */
export interface LazyPage<Props extends object> extends FunctionComponent<Props> {
  /**
   * Resolves once its code is there and its reads have begun, or it cannot be had at this moment, which the page tells of
   * where it is shown.
   */
  fetch(this: void, address: PageAddress): Promise<void>;
}

/**
 * A page, or a part of one, in a chunk of its own. While the server is away its coming is waited for, and the chunk is asked
 * for again: loading the tab anew would lose what was typed there. A chunk that is gone from a server that is there means
 * that a newer console was deployed under an open tab, or that the browser remembers the failure: the tab then loads itself
 * anew, once; a second failure goes to the error boundary.
 */
export function lazyPage<Props extends object>(
  load: () => Promise<{ default: CodedPage<Props> }>,
): LazyPage<Props> {
  let fetched: ComponentType<Props> | undefined;
  const Coming = lazy(async () => {
    const loadAgain = async (): ReturnType<typeof load> => {
      await untilServed();
      return await load();
    };
    try {
      const page = await load().catch(loadAgain);
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

  function Page(props: Props) {
    // One and the same as long as it is shown: another one would begin anew.
    const [Shown] = useState(() => fetched ?? Coming);
    return createElement(Shown, props);
  }
  async function fetchPage(address: PageAddress): Promise<void> {
    try {
      const page = (await load()).default;
      fetched = page;
      page.beginReads?.(address);
    } catch {
      // It is asked for again where it is shown, and its failure told there.
    }
  }
  return Object.assign(Page, { fetch: fetchPage });
}
