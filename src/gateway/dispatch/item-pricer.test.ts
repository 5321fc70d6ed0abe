import fc from "fast-check";
import { expect, test } from "vitest";
import { toMicros } from "#contract/primitives.ts";
import { ItemPricer, servedItem } from "./item-pricer.ts";
import type { ItemRun, RungStep } from "./ladder-climb.ts";

const FIRST = { rung: 1, lane_id: "lane_a", model: "m" };
const SECOND = { rung: 2, lane_id: "lane_b", model: "m" };
const LANES = [FIRST, SECOND].map(({ lane_id, model }) => ({
  lane_id,
  model,
  provider: `provider of ${lane_id}`,
  input_micros_per_million: 75_001n,
  output_micros_per_million: 300_007n,
}));

function step(rung: typeof FIRST, attempts: number, fromMs: number, toMs: number): RungStep {
  const [started_at, ended_at] = [new Date(fromMs), new Date(toMs)];
  return { rung, started_at, ended_at, attempts, outcome: "completed", failure_code: null };
}

function completed(rung: typeof FIRST, input_tokens: number, output_tokens: number): ItemRun {
  const usage = { input_tokens, output_tokens };
  const answer = { status_code: 200, request_id: "r", body_json: "{}", usage };
  return { outcome: { kind: "completed", rung, answer }, steps: [step(rung, 1, 0, 5)] };
}

test("items cost whole micro-dollars that sum to what the tokens of the unit cost, less than one apart", () => {
  const tokens = fc.integer({ min: 0, max: 5_000 });
  fc.assert(
    fc.property(fc.array(fc.tuple(tokens, tokens), { maxLength: 50 }), (usages) => {
      const pricer = new ItemPricer(LANES);
      let exact = 0n;
      let charged = 0n;
      for (const [input, output] of usages) {
        exact += BigInt(input) * 75_001n + BigInt(output) * 300_007n;
        const { cost_micros, facts } = pricer.price(servedItem(completed(FIRST, input, output)));
        expect(facts && toMicros(facts.cost)).toBe(cost_micros);
        charged += cost_micros;
      }
      expect(charged).toBe(exact / 1_000_000n);
    }),
  );
});

test("the facts name the lane that answered, all attempts, and the time from the first to the end", () => {
  const run = completed(SECOND, 1_000_000, 0);
  run.steps = [step(FIRST, 9, 1_000, 4_000), step(SECOND, 2, 4_000, 6_500)];
  expect(new ItemPricer(LANES).price(servedItem(run)).facts).toEqual({
    ...SECOND,
    provider: "provider of lane_b",
    attempts: 11,
    latency_ms: 5_500,
    cost: { currency: "usd", amount: "0.075001" },
  });
});

test("an item that failed costs nothing and names the lane whose failure is told", () => {
  const outcome = { kind: "failed", rung: FIRST, code: "provider_500", message: "broken" } as const;
  const steps = [step(FIRST, 9, 0, 10), step(SECOND, 1, 10, 20)];
  const { cost_micros, facts } = new ItemPricer(LANES).price(servedItem({ outcome, steps }));
  expect(cost_micros).toBe(0n);
  expect(facts).toMatchObject({ lane_id: "lane_a", rung: 1, attempts: 10, latency_ms: 20 });
});

test("an item that no lane was asked for has no facts", () => {
  const pricer = new ItemPricer(LANES);
  const outcome = { kind: "stopped" } as const;
  for (const steps of [[], [step(FIRST, 0, 0, 9)]])
    expect(pricer.price(servedItem({ outcome, steps })).facts).toBeNull();
});
