import type { Endpoint } from "#contract/endpoint.ts";
import { local } from "#contract/local.ts";
import { REHEARSAL_NOW_HEADER } from "#contract/rehearsal-header.ts";
import type { Stage } from "./stage.ts";

/**
 * The turn of a request in the rehearsal that is on: null when there is none, or when the request changes nothing that the
 * rehearsal makes. The clock moves on for what the product's own endpoints change, not for the local aids.
 */
export function takeTurn(stage: Stage, endpoint: Endpoint): Promise<() => void> | null {
  const rehearsal = stage.current();
  if (rehearsal === null || endpoint.method === "GET") return null;
  // Steering cannot wait for a turn: it is what lets the time pass that others wait for.
  if (endpoint === (local.setRehearsal as Endpoint)) return null; // the same object, with its type in full
  return rehearsal.takeTurn(endpoint.local !== true);
}

/** What every answer says of the rehearsal that is on. */
export function momentHeaders(stage: Stage): Readonly<Record<string, string>> {
  const now = stage.current()?.now().toISOString();
  return now === undefined ? {} : { [REHEARSAL_NOW_HEADER]: now };
}

/** As of when an API key counts as used by a request of this method; null when looking on is not counted, as in a rehearsal. */
export function keyUsedAt(stage: Stage, method: string): Date | null {
  const rehearsal = stage.current();
  if (rehearsal === null) return stage.clock.now();
  return method === "GET" ? null : rehearsal.lastCallAt;
}
