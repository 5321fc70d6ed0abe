import { local } from "#contract/product-api.ts";
import { useSyncExternalStore } from "react";
import type { Caller } from "./play-context.ts";
import type { Made, SampleThing } from "./sample-scene.ts";
import { SAMPLE_TASKS } from "./sample-work.ts";

/** How far the filling with sample work is. */
export interface Filling {
  state: "idle" | "running" | "done" | "cancelled" | "failed";
  /** Pieces that are done. */
  done: number;
  /** What is being made. */
  title: string;
  things: readonly SampleThing[];
  error: string | null;
}

const IDLE: Filling = { state: "idle", done: 0, title: "", things: [], error: null };

/** How quick lanes are while sample work is made: nobody watches each item. */
const QUICK_SPEED = 60;
const QUICK_PACE = 2_000;

let filling = IDLE;
let abort = new AbortController();
const listeners = new Set<() => void>();

function change(part: Partial<Filling>): void {
  filling = { ...filling, ...part };
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The filling of this tab, kept up to date; it goes on while other pages are looked at. */
export function useFilling(): Filling {
  return useSyncExternalStore(subscribe, () => filling);
}

/** Ends the filling after the piece in hand; what was made stays. */
export function cancelFilling(): void {
  abort.abort();
}

/** Runs `work` with lanes that are quick, and lets them be as before afterwards. */
async function quickly(
  { client }: Caller,
  work: (isRehearsal: boolean, slowDown: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const { rehearsal } = await client.call(local.getRehearsal, {});
  const sandbox = await client.call(local.getSandbox, {});
  const setSpeed = async (speed: number, pace: number): Promise<void> => {
    if (rehearsal === null) await client.call(local.setSandbox, { body: { speed } });
    else await client.call(local.setRehearsal, { body: { pace, is_paused: false } });
  };
  const slowDown = (): Promise<void> => setSpeed(sandbox.speed, rehearsal?.pace ?? 1);
  if (rehearsal === null) {
    await client.call(local.setSandbox, { body: { scenario: "calm", failure_rates: {} } });
  }
  await setSpeed(QUICK_SPEED, QUICK_PACE);
  try {
    await work(rehearsal !== null, slowDown);
  } finally {
    const { scenario, failure_rates } = sandbox;
    if (rehearsal === null) {
      await client.call(local.setSandbox, { body: { scenario, failure_rates } });
    }
    await slowDown();
  }
}

/** Fills the gateway with sample work through the real API, a piece after the other. */
export async function fill(caller: Caller): Promise<void> {
  if (filling.state === "running") return;
  abort = new AbortController();
  const { signal } = abort;
  change({ ...IDLE, state: "running" });
  const made: Made = {};
  try {
    await quickly(caller, async (isRehearsal, slowDown) => {
      for (const [at, task] of SAMPLE_TASKS.entries()) {
        if (signal.aborted) throw signal.reason;
        change({ title: task.title, done: at });
        // The last piece is to be seen running.
        if (at === SAMPLE_TASKS.length - 1) await slowDown();
        const things = await task.make({ ...caller, signal, isRehearsal }, made);
        change({ things: [...filling.things, ...things], done: at + 1 });
      }
    });
    change({ state: "done", title: "" });
  } catch (error) {
    if (signal.aborted) change({ state: "cancelled", title: "" });
    else {
      change({ state: "failed", error: error instanceof Error ? error.message : String(error) });
    }
  }
}
