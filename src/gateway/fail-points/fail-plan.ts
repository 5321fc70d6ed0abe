import { writeSync } from "node:fs";
import { FAIL_POINTS, type FailPointName } from "./names.ts";

/** What happens at a fail-point. */
type FailAction =
  | { kind: "kill" }
  | { kind: "throw" }
  /** The whole process stands still, its heartbeats too. */
  | { kind: "stall"; ms: number };

/** One fail-point armed: at every pass, at each with a probability, or at the nth alone. */
interface FailRule {
  name: FailPointName;
  action: FailAction;
  when: { kind: "always" } | { kind: "chance"; probability: number } | { kind: "nth"; nth: number };
}

/** A text that is no plan; the message says which part and what would do. */
export class FailPlanMistake extends Error {
  override readonly name = "FailPlanMistake";
}

/** Thrown at a fail-point that is to throw. */
export class FailPointPassed extends Error {
  override readonly name = "FailPointPassed";
}

/** How a plan acts on its process; tests put their own in the place of the real ones. */
export interface FailActions {
  /** Says on the way out which fail-point it was. */
  kill(name: FailPointName): void;
  stall(ms: number): void;
}

const RULE =
  /^(?<name>\w+):(?<action>kill|throw|stall=(?<ms>\d{1,7}))(?:@(?<probability>0?\.\d+|1|0)|#(?<nth>\d{1,7}))?$/;

/** Reads `after_lane_answer:kill@0.01,before_unit_commit:stall=15000#3`; throws `FailPlanMistake`. */
export function parseFailPlan(text: string): FailRule[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .map(parseRule);
}

function parseRule(part: string): FailRule {
  const { name = "", action, ms, probability, nth } = RULE.exec(part)?.groups ?? {};
  if (action === undefined) {
    throw new FailPlanMistake(
      `${JSON.stringify(part)} is not written name:kill, name:throw or name:stall=ms, with @probability or #nth behind it.`,
    );
  }
  if (!isFailPoint(name)) {
    const known = Object.keys(FAIL_POINTS).join(", ");
    throw new FailPlanMistake(`There is no fail-point ${name}; there are ${known}.`);
  }
  return { name, action: actionOf(action, ms), when: whenOf(probability, nth) };
}

function actionOf(action: string, ms: string | undefined): FailAction {
  if (ms !== undefined) return { kind: "stall", ms: Number(ms) };
  return { kind: action === "kill" ? "kill" : "throw" };
}

function whenOf(probability: string | undefined, nth: string | undefined): FailRule["when"] {
  if (probability !== undefined) return { kind: "chance", probability: Number(probability) };
  return nth === undefined ? { kind: "always" } : { kind: "nth", nth: Number(nth) };
}

function isFailPoint(name: string): name is FailPointName {
  return Object.hasOwn(FAIL_POINTS, name);
}

/** Rules with their counts: the same seed and the same passes give the same ends. */
export class FailPlan {
  readonly #rules: readonly FailRule[];
  readonly #actions: FailActions;
  readonly #passes = new Map<FailRule, number>();
  #state: number;

  constructor(rules: readonly FailRule[], seed: number, actions: FailActions = processActions) {
    this.#rules = rules;
    this.#actions = actions;
    this.#state = seed >>> 0;
  }

  /** Does what the rules say of this pass; throws `FailPointPassed` where one is to throw. */
  pass(name: FailPointName): void {
    for (const rule of this.#rules) {
      if (rule.name !== name || !this.#isDue(rule)) continue;
      if (rule.action.kind === "kill") this.#actions.kill(name);
      else if (rule.action.kind === "stall") this.#actions.stall(rule.action.ms);
      else throw new FailPointPassed(`The fail-point ${name} was to throw.`);
    }
  }

  #isDue(rule: FailRule): boolean {
    const passes = (this.#passes.get(rule) ?? 0) + 1;
    this.#passes.set(rule, passes);
    if (rule.when.kind === "chance") return this.#draw() < rule.when.probability;
    return rule.when.kind === "always" || rule.when.nth === passes;
  }

  /** From 0 to below 1, by mulberry32. */
  #draw(): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
}

const STANDARD_ERROR = 2;

const processActions: FailActions = {
  kill(name) {
    // A logger would not get to write it any more.
    writeSync(STANDARD_ERROR, `\nfail-point ${name}: kill\n`);
    process.kill(process.pid, "SIGKILL");
  },
  stall(ms) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  },
};
