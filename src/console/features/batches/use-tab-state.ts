import type { Batch } from "#contract/batches.ts";
import { useEffect } from "react";
import { tabIcon, tabTitle } from "./announcement.ts";

const OWN_ICON = "/favicon.svg";

function setIcon(href: string): void {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
  if (link !== null && link.getAttribute("href") !== href) link.setAttribute("href", href);
}

/** Lets the browser's tab tell how far the batch is and how it ended; both are put back when the page is left. */
export function useTabState(batch: Batch | undefined, name: string): void {
  const title = batch === undefined ? undefined : tabTitle(batch, name);
  const icon = batch === undefined ? OWN_ICON : tabIcon(batch);
  useEffect(() => {
    if (title !== undefined) document.title = title;
  }, [title]);
  useEffect(() => setIcon(icon), [icon]);
  useEffect(() => () => setIcon(OWN_ICON), []);
}
