import type { Rung } from "#gateway/batches/ladder.ts";
import { type LaneAnswer, LaneFailure } from "#gateway/lanes/lane.ts";
import { describe, expect, test } from "vitest";
import { afterRung, FIRST_RUNG, type ItemProgress, type RungRun } from "./ladder-climb.ts";

const rung = (number: number): Rung => ({ rung: number, lane_id: `lane_${number}`, model: "m" });
const LADDER = [rung(1), rung(2), rung(3)];
const started_at = new Date("2026-11-24T10:00:00Z");
const ended_at = new Date("2026-11-24T10:00:05Z");
const answer: LaneAnswer = {
  status_code: 200,
  request_id: "r",
  body_json: "{}",
  usage: { input_tokens: 1, output_tokens: 2 },
};

const busy = new LaneFailure("provider_429", "Too many.");
const down = new LaneFailure("lane_unavailable", "The lane is down.");
const wrong = new LaneFailure("invalid_input", "No such field.");

/** What became of an item on the rung it stands on, after two calls. */
const run = (result: RungRun["result"]): RungRun => ({
  result,
  attempts: 2,
  started_at,
  failure_code: result instanceof LaneFailure ? result.code : null,
});
const step = (number: number, outcome: string, failure_code: string | null = null) => ({
  rung: rung(number),
  started_at,
  ended_at,
  attempts: 2,
  outcome,
  failure_code,
});

/** Where an item stands or has ended after these results, one a rung. */
function after(...results: RungRun["result"][]) {
  let progress: ItemProgress = FIRST_RUNG;
  for (const result of results) {
    const next = afterRung(progress, LADDER, run(result), ended_at);
    if ("outcome" in next) return next;
    progress = next;
  }
  return progress;
}

describe("an item that has been on a rung", () => {
  test("is done when it was answered, by that rung", () => {
    expect(after(answer)).toEqual({
      outcome: { kind: "completed", rung: rung(1), answer },
      steps: [step(1, "completed")],
    });
  });

  test("is stopped when that was stopped", () => {
    expect(after(busy, "stopped")).toEqual({
      outcome: { kind: "stopped" },
      steps: [step(1, "climbed", "provider_429"), step(2, "stopped")],
    });
  });

  test("goes on to the next after a failure that is not its own, with what is known of it", () => {
    expect(after(busy)).toEqual({
      at: 1,
      steps: [step(1, "climbed", "provider_429")],
      last: { rung: rung(1), code: "provider_429", message: "Too many." },
      was_served: true,
    });
    expect(after(busy, answer)).toMatchObject({
      outcome: { kind: "completed", rung: rung(2) },
      steps: [step(1, "climbed", "provider_429"), step(2, "completed")],
    });
  });

  test("has failed at once by a failure of its own, however many rungs are left", () => {
    expect(after(wrong)).toEqual({
      outcome: { kind: "failed", rung: rung(1), code: "invalid_input", message: "No such field." },
      steps: [step(1, "failed", "invalid_input")],
    });
  });

  test("has failed on the last rung, by what happened there", () => {
    const late = new LaneFailure("provider_timeout", "No answer.");
    expect(after(busy, busy, late)).toEqual({
      outcome: { kind: "failed", rung: rung(3), code: "provider_timeout", message: "No answer." },
      steps: [
        step(1, "climbed", "provider_429"),
        step(2, "climbed", "provider_429"),
        step(3, "failed", "provider_timeout"),
      ],
    });
  });

  test("is told of the failure that says most of it, not of lanes that were down after that", () => {
    expect(after(busy, down, down)).toMatchObject({
      outcome: { kind: "failed", rung: rung(1), code: "provider_429", message: "Too many." },
    });
    expect(after(down, busy, down)).toMatchObject({ outcome: { kind: "failed", rung: rung(2) } });
  });

  test("was not served where every lane was down", () => {
    expect(after(down)).toMatchObject({ at: 1, was_served: false });
    expect(after(down, down, down)).toMatchObject({
      outcome: { kind: "unserved", message: "The lane is down." },
      steps: [{ outcome: "climbed" }, { outcome: "climbed" }, { outcome: "failed" }],
    });
  });

  test("was not served where its ladder has no rung for it", () => {
    expect(afterRung({ ...FIRST_RUNG, at: 3 }, LADDER, run(answer), ended_at)).toEqual({
      outcome: { kind: "unserved", message: "No lane is left for the item." },
      steps: [],
    });
  });
});
