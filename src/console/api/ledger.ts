import type { Exchange } from "#contract/client.ts";
import { useState, useSyncExternalStore } from "react";
import { usePresenter } from "../ui/presenter.ts";
import { keepList } from "./kept-list.ts";
import { shownLedger } from "./shown-ledger.ts";

/** A call, or a run of polls that asked the same thing and got the same answer. */
export interface LedgerRow {
  /** The newest call of the run. */
  exchange: Exchange;
  /** Every call that the row stands for, oldest first. */
  calls: readonly Exchange[];
  first_number: number;
}

/** What is kept of one environment's calls. */
export interface Ledger {
  /** Oldest first. */
  calls: readonly Exchange[];
  /** Numbers of the calls that are kept on top and outlive a clearing. */
  pins: ReadonlySet<number>;
  /** The number of a replay → the number of the call that it repeats. */
  replays: ReadonlyMap<number, number>;
}

/** Calls kept per environment; the oldest that nobody pinned go first. */
const KEPT_CALLS = 1_000;

const EMPTY: Ledger = { calls: [], pins: new Set(), replays: new Map() };
const ledgers = new Map<string, Ledger>();
const listeners = new Set<() => void>();
let replaying: { environmentId: string; number: number } | undefined;

function write(environmentId: string, change: Partial<Ledger>): void {
  ledgers.set(environmentId, { ...readLedger(environmentId), ...change });
  for (const listener of listeners) listener();
}

/** What is kept of an environment at this moment. */
export function readLedger(environmentId: string): Ledger {
  return ledgers.get(environmentId) ?? EMPTY;
}

function withinLimit(calls: readonly Exchange[], pins: ReadonlySet<number>): readonly Exchange[] {
  if (calls.length <= KEPT_CALLS) return calls;
  const oldest = calls.findIndex(({ number }) => !pins.has(number));
  return calls.toSpliced(Math.max(0, oldest), 1);
}

/** Puts a call into an environment's ledger, or brings the one with the same number up to date. */
export function recordExchange(environmentId: string, exchange: Exchange): void {
  const { calls, pins, replays } = readLedger(environmentId);
  const at = calls.findLastIndex(({ number }) => number === exchange.number);
  if (at !== -1) {
    write(environmentId, { calls: calls.with(at, exchange) });
    return;
  }
  const original = replaying?.environmentId === environmentId ? replaying.number : undefined;
  write(environmentId, {
    calls: withinLimit([...calls, exchange], pins),
    ...(original === undefined ? {} : { replays: new Map(replays).set(exchange.number, original) }),
  });
}

/** Runs `send`; the call that it starts before it returns is marked as a replay of call `number`. */
export function asReplayOf<T>(environmentId: string, number: number, send: () => T): T {
  // The client tells of a call as it goes out, before anything is awaited: no other call can come between.
  replaying = { environmentId, number };
  try {
    return send();
  } finally {
    replaying = undefined;
  }
}

/** Pins a call, or lets it go. */
export function togglePin(environmentId: string, number: number): void {
  const pins = new Set(readLedger(environmentId).pins);
  if (!pins.delete(number)) pins.add(number);
  write(environmentId, { pins });
}

/** Forgets every call that is not pinned. */
export function clearLedger(environmentId: string): void {
  const { calls, pins } = readLedger(environmentId);
  write(environmentId, { calls: calls.filter(({ number }) => pins.has(number)) });
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is kept of an environment, kept up to date; in presenter mode with stand-ins for what no audience may see. */
export function useLedger(environmentId: string): Ledger {
  const ledger = useSyncExternalStore(subscribe, () => readLedger(environmentId));
  const { isOn } = usePresenter();
  return isOn ? shownLedger(ledger) : ledger;
}

/** Every call of an environment, oldest first. */
export function useExchanges(environmentId: string): readonly Exchange[] {
  return useLedger(environmentId).calls;
}

/** The calls of an environment that are wanted, oldest first: the same list, and no new render, until one of them changes. */
export function useExchangesWhere(
  environmentId: string,
  isWanted: (exchange: Exchange) => boolean,
): readonly Exchange[] {
  const { isOn } = usePresenter();
  const [keep] = useState(() => keepList<Exchange>());
  return useSyncExternalStore(subscribe, () => {
    const ledger = readLedger(environmentId);
    return keep((isOn ? shownLedger(ledger) : ledger).calls.filter(isWanted));
  });
}

/** Whether two calls are the same poll with the same outcome, so that one row can stand for both. */
function isRepeat(a: Exchange, b: Exchange): boolean {
  return (
    a.method === "GET" &&
    b.method === "GET" &&
    a.url === b.url &&
    a.failure === b.failure &&
    // An answer off the contract is news, however often it was good before.
    a.off_contract.length === b.off_contract.length &&
    // A 304 says "as before", so it folds into the 200 that it repeats.
    (a.status === b.status || (b.status === 304 && a.status === 200))
  );
}

/** Newest first, repeats folded: a row's calls stand in a run, with only other folded polls in between. */
export function foldRepeats(exchanges: readonly Exchange[]): LedgerRow[] {
  const runs: Exchange[][] = [];
  /** The runs of each address since the last call that changed something. */
  let open = new Map<string, Exchange[][]>();
  for (const exchange of exchanges) {
    if (exchange.method !== "GET") open = new Map();
    const candidates = open.get(exchange.url) ?? [];
    const run = candidates.findLast((calls) => calls.slice(-1).some((a) => isRepeat(a, exchange)));
    if (run === undefined) {
      const started = [exchange];
      runs.push(started);
      open.set(exchange.url, [...candidates, started]);
    } else run.push(exchange);
  }
  return runs.toReversed().flatMap((calls) => {
    const [first] = calls;
    const exchange = calls.at(-1);
    return first === undefined || exchange === undefined
      ? []
      : [{ exchange, calls, first_number: first.number }];
  });
}
