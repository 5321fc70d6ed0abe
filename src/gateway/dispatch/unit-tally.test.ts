import type { ReceiptId } from "#contract/primitives.ts";
import type { Rung } from "#gateway/batches/ladder.ts";
import type { UnitRange } from "#gateway/batches/unit-store.ts";
import { describe, expect, test } from "vitest";
import type { ItemRun, RungStep } from "./ladder-climb.ts";
import { climbText, UnitTally } from "./unit-tally.ts";

const first: Rung = { rung: 1, lane_id: "lane_a", model: "small" };
const second: Rung = { rung: 2, lane_id: "lane_b", model: "small" };
/** The first lane again, further down on another ladder. */
const firstAgain: Rung = { ...first, rung: 2 };
const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 24, 10, 0, seconds));

function step(rung: Rung, outcome: RungStep["outcome"], more: Partial<RungStep> = {}): RungStep {
  return {
    rung,
    outcome,
    started_at: at(1),
    ended_at: at(2),
    attempts: 1,
    failure_code: null,
    ...more,
  };
}

function answered(steps: RungStep[], input_tokens = 10, output_tokens = 3): ItemRun {
  const rung = steps.at(-1)?.rung ?? first;
  const usage = { input_tokens, output_tokens };
  const answer = { status_code: 200, request_id: "r", body_json: "{}", usage };
  return { outcome: { kind: "completed", rung, answer }, steps };
}

const failed = (steps: RungStep[]): ItemRun => ({
  outcome: { kind: "failed", rung: first, code: "invalid_input", message: "No." },
  steps,
});
const stopped = (steps: RungStep[]): ItemRun => ({ outcome: { kind: "stopped" }, steps });

const unit: UnitRange = { unit: 4, first_item: 40, end_item: 50, first_byte: 0n, end_byte: 100n };

function tallyOf(...runs: ItemRun[]): UnitTally {
  const tally = new UnitTally();
  for (const run of runs) tally.add(run);
  return tally;
}

function receiptsOf(tally: UnitTally) {
  let made = 0;
  return tally.receipts(unit, "cancelled", () => `receipt_${(made += 1)}` as ReceiptId);
}

const climbedTo = (rung: Rung, code: string | null = "provider_429"): ItemRun =>
  answered([step(first, "climbed", { failure_code: code }), step(rung, "completed")]);

describe("a unit's items", () => {
  test("are counted by how they ended; those without an end of their own as cancelled", () => {
    const unserved: ItemRun = { outcome: { kind: "unserved", message: "down" }, steps: [] };
    const tally = tallyOf(
      answered([step(first, "completed")]),
      answered([step(first, "completed")]),
      failed([step(first, "failed")]),
      stopped([step(first, "stopped")]),
      stopped([]),
      unserved,
    );
    expect([tally.completed, tally.failed, tally.cancelled]).toEqual([2, 1, 3]);
  });

  test("are added up by lane and model, with tokens and cost where they were completed", () => {
    const tally = tallyOf(answered([step(first, "completed")], 10, 3), climbedTo(second));
    tally.charge(first, 5n);
    tally.charge(first, 7n);
    const none = { climbed_here: 0, failed: 0, climbed: 0, cost_micros: 0n };
    expect(tally.lanes()).toMatchObject([
      {
        ...none,
        lane_id: "lane_a",
        completed: 1,
        climbed: 1,
        input_tokens: 10n,
        output_tokens: 3n,
        cost_micros: 12n,
      },
      {
        ...none,
        lane_id: "lane_b",
        completed: 1,
        climbed_here: 1,
        input_tokens: 10n,
        output_tokens: 3n,
      },
    ]);
  });

  test("on two rungs of one lane and model are one sum", () => {
    const other: Rung = { rung: 1, lane_id: "lane_b", model: "small" };
    const tally = tallyOf(
      answered([step(first, "completed")], 1, 10),
      failed([step(first, "failed")]),
      answered([step(other, "climbed"), step(firstAgain, "completed")], 2, 20),
      failed([step(other, "climbed"), step(firstAgain, "failed")]),
      failed([step(first, "climbed"), step(second, "failed")]),
      failed([
        step(other, "climbed"),
        step(firstAgain, "climbed"),
        step({ ...second, rung: 3 }, "failed"),
      ]),
    );
    tally.charge(first, 100n);
    tally.charge(firstAgain, 1n);
    const [lane] = tally.lanes().filter(({ lane_id }) => lane_id === "lane_a");
    expect(lane).toEqual({
      lane_id: "lane_a",
      model: "small",
      climbed_here: 3,
      completed: 2,
      failed: 2,
      climbed: 2,
      input_tokens: 3n,
      output_tokens: 30n,
      cost_micros: 101n,
    });
  });

  test("cannot be charged to a rung that none of them was on", () => {
    expect(() => tallyOf(answered([step(first, "completed")])).charge(second, 1n)).toThrow(
      TypeError,
    );
  });
});

describe("the receipts of a unit", () => {
  test("are one a rung in the order of the ladder, each over the time from its first item to its last", () => {
    const tally = tallyOf(
      climbedTo(second),
      answered([step(first, "completed", { started_at: at(0), ended_at: at(9), attempts: 4 })]),
      answered([step(first, "completed", { started_at: at(3), ended_at: at(4), attempts: 2 })]),
      stopped([step(first, "stopped", { attempts: 0 })]),
    );
    const shared = { unit: 4, first_item: 40, end_item: 50 };
    expect(receiptsOf(tally)).toEqual([
      {
        ...shared,
        ...first,
        id: "receipt_1",
        place: 0,
        items: 4,
        completed: 2,
        failed: 0,
        retries: 4,
        started_at: at(0),
        ended_at: at(9),
        outcome: "climbed",
        next_rung_reason: "1 item went on: provider_429 (1)",
      },
      {
        ...shared,
        ...second,
        id: "receipt_2",
        place: 1,
        items: 1,
        completed: 1,
        failed: 0,
        retries: 0,
        started_at: at(1),
        ended_at: at(2),
        outcome: "done",
        next_rung_reason: null,
      },
    ]);
  });

  test("stand in the ladder's order, whichever rung was come to first", () => {
    const tally = tallyOf(
      answered([step(second, "completed")]),
      answered([step(first, "completed")]),
    );
    expect(receiptsOf(tally).map(({ rung }) => rung)).toEqual([1, 2]);
  });

  test.each<[string, ItemRun[]]>([
    ["done", [answered([step(first, "completed")]), failed([step(first, "failed")])]],
    ["failed", [failed([step(first, "failed")])]],
    ["cancelled", [answered([step(first, "completed")]), stopped([step(first, "stopped")])]],
    ["climbed", [stopped([step(first, "stopped")]), climbedTo(second)]],
  ])("say %s by what weighs most", (outcome, runs) => {
    expect(receiptsOf(tallyOf(...runs))[0]?.outcome).toBe(outcome);
  });
});

describe("climbs", () => {
  test("are told by where from and where to, with their reasons counted", () => {
    const tally = tallyOf(
      climbedTo(second),
      climbedTo(second),
      climbedTo(second, "lane_unavailable"),
      climbedTo(second, null),
      climbedTo({ ...second, lane_id: "lane_c" }),
      answered([step(first, "completed")]),
    );
    expect(tally.climbs()).toEqual([
      { from: first, to: second, reasons: { provider_429: 2, lane_unavailable: 1, unknown: 1 } },
      { from: first, to: { ...second, lane_id: "lane_c" }, reasons: { provider_429: 1 } },
    ]);
    expect(receiptsOf(tally)[0]?.next_rung_reason).toBe(
      "5 items went on: provider_429 (3), lane_unavailable (1), unknown (1)",
    );
  });

  test("name the most frequent reason first", () => {
    const text = climbText(12, { lane_unavailable: 3, provider_429: 9 });
    expect(text).toBe("12 items went on: provider_429 (9), lane_unavailable (3)");
  });
});
