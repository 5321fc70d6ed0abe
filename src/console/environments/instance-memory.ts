import { INSTANCE_HEADER } from "#contract/catalog.ts";
import type { Exchange } from "#contract/client.ts";
import { createTabStore } from "./tab-store.ts";

/** What a tab knows of the gateways that have answered it in one environment. */
export interface InstanceMemory {
  /** The instance that last took this tab's credentials. */
  trusted_by?: string;
  /**
   * When that came in the place of another, in milliseconds since 1970, as long as it has answered nothing that was asked for
   * later: who was let in just before a gateway was emptied is answered by what came after.
   */
  heard_at_ms?: number;
  /** Another instance, which has refused them: they are of a gateway that is gone. */
  refused_by?: string;
  /** The instance by the id of each thing that it has shown, the newest last. */
  seen: Readonly<Record<string, string>>;
}

/** Things remembered; the oldest are forgotten first. */
const REMEMBERED_THINGS = 300;
const THING_PATH =
  /^\/v1\/(?:batches|quotes|files|workflows\/agent-main-thread\/runs)\/([a-z]+_\w+)$/;
const REFUSALS = ["session_expired", "invalid_api_key"];

const store = createTabStore<InstanceMemory>("instances", { seen: {} });

/** What the tab knows of an environment's instances, kept up to date. */
export const useInstanceMemory = store.use;

function withThing(seen: InstanceMemory["seen"], id: string, instance: string) {
  if (seen[id] === instance) return seen;
  return Object.fromEntries([...Object.entries(seen), [id, instance]].slice(-REMEMBERED_THINGS));
}

/** What is known after one more answer; the same object where it tells nothing new. */
export function afterExchange(memory: InstanceMemory, exchange: Exchange): InstanceMemory {
  const instance = exchange.response_headers[INSTANCE_HEADER];
  const { status } = exchange;
  if (instance === undefined || status === null || !("authorization" in exchange.request_headers))
    return memory;
  if (status === 401) {
    const isRefusal = REFUSALS.some((code) => exchange.response_body?.includes(code) === true);
    const { trusted_by, heard_at_ms } = memory;
    const isOther =
      trusted_by !== undefined && (trusted_by !== instance || heard_at_ms !== undefined);
    return isRefusal && isOther && memory.refused_by !== instance
      ? { ...memory, refused_by: instance }
      : memory;
  }
  if (status >= 400 && status !== 404) return memory;
  const [, id] = THING_PATH.exec(exchange.path) ?? [];
  const seen =
    id === undefined || status === 404 ? memory.seen : withThing(memory.seen, id, instance);
  const heard_at_ms = heardAt(memory, instance, exchange);
  const isSame =
    memory.trusted_by === instance && heard_at_ms === memory.heard_at_ms && seen === memory.seen;
  if (isSame && memory.refused_by === undefined) return memory;
  return { trusted_by: instance, seen, ...(heard_at_ms !== undefined && { heard_at_ms }) };
}

/** Since when an instance that takes the credentials is known; undefined once it surely does. */
function heardAt(
  { trusted_by, heard_at_ms }: InstanceMemory,
  instance: string,
  { status, started_at, duration_ms }: Exchange,
): number | undefined {
  const startedAtMs = started_at.getTime();
  if (trusted_by !== instance) {
    const isSure = trusted_by === undefined && status !== 404;
    return isSure ? undefined : Math.floor(startedAtMs + duration_ms);
  }
  const isSure = heard_at_ms === undefined || (status !== 404 && startedAtMs >= heard_at_ms);
  return isSure ? undefined : heard_at_ms;
}

/** Takes note of which instance has given an answer. */
export function noteInstance(environmentId: string, exchange: Exchange): void {
  const memory = store.get(environmentId);
  const next = afterExchange(memory, exchange);
  if (next !== memory) store.set(environmentId, next);
}

/** Whether the environment's credentials are of a gateway that is gone. */
export function areCredentialsOfAnother(environmentId: string): boolean {
  return store.get(environmentId).refused_by !== undefined;
}

/** Whether an address names something that only a gateway that is gone has shown. */
export function namesLostThing({ seen, trusted_by }: InstanceMemory, address: string): boolean {
  return Object.entries(seen).some(
    ([id, instance]) => instance !== trusted_by && address.includes(id),
  );
}
