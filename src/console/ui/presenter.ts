import { useSyncExternalStore } from "react";
import { standInContent, standInJson, standInText } from "./stand-ins.ts";

/** How the console is shown to an audience. */
export interface Presenter {
  /** Larger type, no chrome, and stand-ins for secrets and addresses. */
  isOn: boolean;
  /** Prompts and answers are not shown either. */
  hidesContent: boolean;
}

const KEY = "batchrouter.presenter";
const OFF: Presenter = { isOn: false, hidesContent: false };
const listeners = new Set<() => void>();
let current: Presenter | undefined;

function stored(): Presenter {
  try {
    // A reload in the middle of a presentation must not bring the secrets back.
    const parts = (sessionStorage.getItem(KEY) ?? "").split(" ");
    return { isOn: parts.includes("on"), hidesContent: parts.includes("content") };
  } catch {
    return OFF;
  }
}

function mark(presenter: Presenter): void {
  if (presenter.isOn) document.documentElement.dataset["presenter"] = "on";
  else delete document.documentElement.dataset["presenter"];
}

/** The presenter mode as it is now; off where there is no page. */
export function readPresenter(): Presenter {
  if (current === undefined) {
    if (typeof document === "undefined") return OFF;
    current = stored();
    mark(current);
  }
  return current;
}

/** Changes the presenter mode of this tab, at once and until it ends. */
export function setPresenter(change: Partial<Presenter>): void {
  current = { ...readPresenter(), ...change };
  const parts = [current.isOn ? "on" : "", current.hidesContent ? "content" : ""];
  try {
    sessionStorage.setItem(KEY, parts.join(" ").trim());
  } catch {
    // Storage is full or forbidden: memory alone keeps it, until the next load.
  }
  mark(current);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The presenter mode, kept up to date. */
export function usePresenter(): Presenter {
  return useSyncExternalStore(subscribe, readPresenter);
}

/** A text as it may be shown now: in presenter mode with stand-ins for addresses and secrets. */
export function shownText(text: string): string {
  return readPresenter().isOn ? standInText(text) : text;
}

/** JSON or code as it may be shown now; in presenter mode without prompts and answers where that is asked for. */
export function shownJson(text: string): string {
  const { isOn, hidesContent } = readPresenter();
  return isOn ? standInJson(text, hidesContent) : text;
}

/** What the page says, for an audience: a string with its stand-ins, any other node as it is. */
export function useShown(): <T>(node: T) => T {
  const { isOn } = usePresenter();
  // A string gives a string: the type stays what it was.
  return (node) => (isOn && typeof node === "string" ? (standInText(node) as typeof node) : node);
}

/** A prompt or an answer as it may be shown now. */
export function useShownContent(): (text: string) => string {
  const { isOn, hidesContent } = usePresenter();
  if (!isOn) return (text) => text;
  return hidesContent ? standInContent : standInText;
}
