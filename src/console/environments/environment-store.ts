import { useSyncExternalStore } from "react";
import { builtInEnvironments, customEnvironment, type Environment } from "./environment.ts";

const CUSTOM_KEY = "batchrouter.environments.custom";
const SELECTED_KEY = "batchrouter.environments.selected";

interface State {
  environments: readonly Environment[];
  selected: Environment;
}

/** As it is stored: an address alone, or one that was marked as live. */
function readStored(entry: unknown): Environment[] {
  if (typeof entry === "string") return [customEnvironment(entry)];
  if (entry === null || typeof entry !== "object" || !("live" in entry)) return [];
  return typeof entry.live === "string" ? [customEnvironment(entry.live, true)] : [];
}

/** Addresses only: nothing secret is ever put into local storage. */
function storedCustom(): Environment[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(CUSTOM_KEY) ?? "[]");
    return Array.isArray(stored) ? stored.flatMap(readStored) : [];
  } catch {
    return [];
  }
}

function initialState(): State {
  const environments = [...builtInEnvironments(location.origin), ...storedCustom()];
  // The tab's own choice goes first, so that two tabs can show two environments side by side.
  const wanted = sessionStorage.getItem(SELECTED_KEY) ?? localStorage.getItem(SELECTED_KEY);
  const [first] = environments;
  const selected = environments.find(({ id }) => id === wanted) ?? first;
  if (selected === undefined) throw new Error("There is always a local environment");
  return { environments, selected };
}

let state: State | undefined;
const listeners = new Set<() => void>();

function current(): State {
  state ??= initialState();
  return state;
}

function set(next: State): void {
  state = next;
  const custom = next.environments.filter(({ kind }) => kind === "custom");
  localStorage.setItem(
    CUSTOM_KEY,
    JSON.stringify(custom.map(({ origin, isLive }) => (isLive ? { live: origin } : origin))),
  );
  localStorage.setItem(SELECTED_KEY, next.selected.id);
  sessionStorage.setItem(SELECTED_KEY, next.selected.id);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Makes an environment the one that this tab works in, and new tabs begin in. */
export function selectEnvironment(id: string): void {
  const selected = current().environments.find((environment) => environment.id === id);
  if (selected !== undefined) set({ ...current(), selected });
}

/** Adds an environment by its address and selects it; throws a sentence for an address that cannot be one. */
export function addEnvironment(address: string, isLive = false): void {
  const added = customEnvironment(address, isLive);
  const others = current().environments.filter(({ id }) => id !== added.id);
  set({ environments: [...others, added], selected: added });
}

/** Forgets an environment that was added by hand. */
export function removeEnvironment(id: string): void {
  const environments = current().environments.filter(
    (environment) => environment.id !== id || environment.kind !== "custom",
  );
  const selected = environments.find((environment) => environment.id === current().selected.id);
  const [first] = environments;
  if (first !== undefined) set({ environments, selected: selected ?? first });
}

/** The environment that this tab works in at this moment. */
export function selectedEnvironment(): Environment {
  return current().selected;
}

/** All environments, and the one that this tab works in. */
export function useEnvironments(): State {
  return useSyncExternalStore(subscribe, current);
}
