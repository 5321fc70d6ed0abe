import type { SeededRandom } from "./seeded-random.ts";
import type { LifePlan } from "./supervised-process.ts";

/** What a process does: an api process accepts, a worker works, and one that does all does both. */
export type ProcessRole = "api" | "worker" | "all";

/** Fail-points with about how often a busy process passes them in a second or two. */
const OF_API: Readonly<Record<string, number>> = {
  after_idempotency_claim: 8,
  before_request_commit: 8,
  after_request_commit: 8,
  before_upload_stored: 3,
  after_upload_stored: 6,
  after_file_row_deleted: 1,
  before_submit_commit: 4,
  after_submit_commit: 4,
  before_cancel_commit: 1,
  after_cancel_commit: 1,
  draft_written: 8,
  artifact_renamed: 8,
};
const OF_WORKER: Readonly<Record<string, number>> = {
  after_claim: 10,
  before_failure_commit: 1,
  plan_begun: 2,
  before_plan_commit: 2,
  after_plan_commit: 2,
  after_unit_begun: 20,
  before_lane_call: 150,
  after_lane_answer: 100,
  unit_file_written: 20,
  before_unit_commit: 20,
  after_unit_commit: 20,
  before_artifact_join: 2,
  output_joined: 2,
  errors_joined: 2,
  before_settle_commit: 2,
  after_settle_commit: 2,
  before_expire_commit: 1,
  draft_written: 30,
  artifact_renamed: 30,
  before_webhook_send: 2,
  after_webhook_send: 2,
  before_attempt_commit: 2,
  after_attempt_commit: 2,
};
const POINTS: Readonly<Record<ProcessRole, Readonly<Record<string, number>>>> = {
  api: OF_API,
  worker: OF_WORKER,
  all: { ...OF_API, ...OF_WORKER },
};

const AT_RANDOM_SHARE = 0.25;
const RULES_A_LIFE = 3;
const IN_PEACE: LifePlan = { environment: {}, killAfterMs: null };

/** Plans how each life of each process ends, every fail-point in its turn, and counts the kills. */
export class KillPlan {
  readonly #random: SeededRandom;
  readonly #kills = new Map<string, number>();
  readonly #drawn = new Map<string, number>();
  readonly #wanted: number;
  #isOn = false;
  #next: string[] = [];
  #reached: () => void = () => undefined;
  /** Resolves when there were as many kills as wanted. */
  readonly isReached: Promise<void>;

  constructor(random: SeededRandom, wanted: number) {
    this.#random = random;
    this.#wanted = wanted;
    this.isReached = new Promise((resolve) => (this.#reached = resolve));
  }

  get total(): number {
    return [...this.#kills.values()].reduce((sum, count) => sum + count, 0);
  }

  /** By fail-point, the most frequent first. */
  get kills(): [where: string, count: number][] {
    return [...this.#kills].toSorted(([, left], [, right]) => right - left);
  }

  begin(): void {
    this.#isOn = true;
  }

  /** Lives that begin from here on are left in peace. */
  end(): void {
    this.#isOn = false;
  }

  count(where: string): void {
    this.#kills.set(where, (this.#kills.get(where) ?? 0) + 1);
    if (this.total >= this.#wanted) this.#reached();
  }

  /** The next lives are killed at the first pass of these, one after the other. */
  nextLives(...names: readonly string[]): void {
    this.#next = [...names];
  }

  planLife(role: ProcessRole): LifePlan {
    if (!this.#isOn) return this.#plannedNext();
    if (this.#random.chance(AT_RANDOM_SHARE))
      return { environment: {}, killAfterMs: this.#random.between(50, 2_500) };
    const environment = {
      BATCHROUTER_FAILPOINT: this.#drawRules(role).join(),
      BATCHROUTER_FAILPOINT_SEED: String(this.#random.between(0, 1_000_000)),
    };
    // Fail-points that are not passed in time must not give this process a long life.
    return { environment, killAfterMs: this.#random.between(2_500, 6_000) };
  }

  /** A few at a time, those that have been drawn least first: whichever is passed first is the end. */
  #drawRules(role: ProcessRole): string[] {
    const points = Object.entries(POINTS[role])
      .map(([name, passes]) => {
        const drawn = (this.#drawn.get(name) ?? 0) + this.#random.next();
        return { name, passes, drawn };
      })
      .toSorted((left, right) => left.drawn - right.drawn);
    return points.slice(0, RULES_A_LIFE).map(({ name, passes }) => {
      this.#drawn.set(name, (this.#drawn.get(name) ?? 0) + 1);
      return `${name}:kill#${this.#random.between(1, passes)}`;
    });
  }

  #plannedNext(): LifePlan {
    const name = this.#next.shift();
    if (name === undefined) return IN_PEACE;
    return { environment: { BATCHROUTER_FAILPOINT: `${name}:kill#1` }, killAfterMs: null };
  }
}
