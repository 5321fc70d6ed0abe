import type { Show } from "../demo-address.ts";
import type { Caller } from "../play-context.ts";
import type { PlayFacts } from "../play-record.ts";
import type { StepId } from "../play-steps.ts";

/** What a scene has at hand. */
export interface Scene extends Caller {
  show: Show;
  facts: PlayFacts;
  signal: AbortSignal;
}

/** What came of a scene. */
export interface SceneEnd {
  outcome: string;
  ids: readonly string[];
  /** Added to the facts of the play. */
  facts?: PlayFacts;
}

/** What a scene has come to, with the call that did it as it went over the wire. */
export interface Performed extends SceneEnd {
  call: string | null;
  /** Of the last scene: what the play is known by, and whether the one before it had the same. */
  fingerprint?: { value: string; isAsBefore: boolean | null };
}

/** A fact that an earlier scene has made; throws a sentence where it has not. */
export function need<T>(fact: T | undefined, what: string): T {
  if (fact === undefined) throw new Error(`The play has no ${what} yet. Start it again.`);
  return fact;
}

/** The same key in each play, so that a scene that a reload interrupted is not done twice. */
export const keyOf = ({ show }: Scene, id: StepId): { idempotencyKey: string } => ({
  idempotencyKey: `demo-${show.scenario}-${show.seed}-${id}`,
});
