import type { PlayRecord } from "./play-record.ts";
import { PLAY_STEPS, type PlayStep } from "./play-steps.ts";
import type { Performed } from "./scenes/scene.ts";

/** A play after the scene that was under way: one step further, and paused where only one was asked for. */
export function afterScene(
  play: PlayRecord,
  { id }: PlayStep,
  { outcome, ids, facts, call, fingerprint }: Performed,
  at: string,
): PlayRecord {
  const isLast = play.at + 1 === PLAY_STEPS.length;
  return {
    ...play,
    state: isLast ? "ended" : play.state === "stepping" ? "paused" : play.state,
    at: play.at + 1,
    isUnderWay: false,
    started_at: id === "begin" ? at : play.started_at,
    facts: { ...play.facts, ...facts },
    steps: [...play.steps, { id, outcome, ids, at, call }],
    ...(fingerprint === undefined
      ? {}
      : { fingerprint: fingerprint.value, isAsBefore: fingerprint.isAsBefore }),
  };
}
