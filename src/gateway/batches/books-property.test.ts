import * as fc from "fast-check";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { isTerminal } from "#contract/batch-states.ts";
import { type BatchId, newId, type OrgId } from "#contract/primitives.ts";
import { sql } from "#gateway/database/sql.ts";
import { items, submit } from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { findDeviations } from "./test-books.ts";

/** Enough for a few batches, so that credits run out in the middle of most runs. */
const FIRST_GRANT_MICROS = 3_000n;
const DEADLINE_SECONDS = 30;
/** What another submit, an ended batch or the balance rightly refuses. */
const REFUSALS = ["insufficient_credits", "batch_terminal", "not_found"];

type Command =
  | { kind: "submit"; org: number; items: number }
  | { kind: "cancel"; batch: number }
  | { kind: "grant"; org: number; micros: number }
  | { kind: "pass"; seconds: number }
  | { kind: "lanes"; areUp: boolean }
  | { kind: "settle again"; batch: number };

const org = fc.integer({ min: 0, max: 1 });
const batch = fc.nat({ max: 50 });
const command = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant("submit" as const),
      org,
      items: fc.integer({ min: 1, max: 9 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("cancel" as const), batch }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("grant" as const),
      org,
      micros: fc.integer({ min: 1, max: 2_000 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      seconds: fc.integer({ min: 1, max: DEADLINE_SECONDS + 1 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("lanes" as const), areUp: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("settle again" as const), batch }) },
);

let gateway: TestDispatch;
beforeAll(async () => void (gateway = await createTestDispatch()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

/** Carries out commands, those of one step at the same time. */
class Play {
  readonly #orgs: OrgId[] = [];
  readonly #batches: { id: string; org_id: OrgId }[] = [];
  #areUp = true;

  async begin(): Promise<void> {
    await gateway.reset();
    gateway.setDeadline(DEADLINE_SECONDS);
    gateway.setScript((request) => {
      if (!this.#areUp) throw new LaneFailure("lane_unavailable", "the lane is down");
      if (request.item_index % 4 === 3) throw new LaneFailure("invalid_input", "no");
      return oddAnswer(request);
    });
    for (let at = 0; at < 2; at += 1) {
      const org_id = newId("org");
      await gateway.database.query(
        sql`insert into orgs (id, agent_name, created_at) values (${org_id}, 'a', now())`,
      );
      this.#orgs.push(org_id);
      await this.#grant(org_id, FIRST_GRANT_MICROS);
    }
    gateway.addWorker();
    gateway.addWorker();
  }

  async step(commands: readonly Command[]): Promise<void> {
    await Promise.all(
      commands.map((one) =>
        this.#do(one).catch((error: { code?: string }) => {
          if (!REFUSALS.includes(error.code ?? "")) throw error;
        }),
      ),
    );
  }

  /** Lets everything come to its end; what is left of the books must be closed. */
  async end(): Promise<void> {
    this.#areUp = true;
    gateway.advance((DEADLINE_SECONDS + 1) * 1_000);
    await gateway.addWorker().whenIdle();
    await expect.poll(() => this.#openBatches(), { timeout: 20_000 }).toEqual([]);
    const reserved = await gateway.database.query(
      sql`select id from orgs where reserved_micros <> 0`,
    );
    expect(reserved).toEqual([]);
  }

  async #openBatches(): Promise<string[]> {
    const rows = await gateway.database.query<{ id: string; status: never }>(
      sql`select id, status from batches`,
    );
    return rows.filter(({ status }) => !isTerminal(status)).map(({ id }) => id);
  }

  async #do(one: Command): Promise<void> {
    switch (one.kind) {
      case "submit": {
        const org_id = this.#orgs[one.org] ?? newId("org");
        const { id } = await submit(gateway, org_id, items(one.items));
        this.#batches.push({ id, org_id });
        return;
      }
      case "cancel": {
        const known = this.#batches[one.batch % Math.max(1, this.#batches.length)];
        if (known === undefined) return;
        await gateway.call(gateway.handlers.cancel, known.org_id, { params: { id: known.id } });
        return;
      }
      case "grant":
        return this.#grant(this.#orgs[one.org] ?? newId("org"), BigInt(one.micros));
      case "pass":
        return gateway.advance(one.seconds * 1_000);
      case "lanes":
        this.#areUp = one.areUp;
        return;
      case "settle again":
        return this.#settleAgain(one.batch);
    }
  }

  async #grant(org_id: OrgId, micros: bigint): Promise<void> {
    await gateway.database.transaction((tx) => gateway.credits.grant(tx, org_id, micros, "test"));
  }

  /** Of an ended batch, at another price: what the first settlement did stands. */
  async #settleAgain(at: number): Promise<void> {
    const ended = await gateway.database.query<{ id: BatchId; org_id: OrgId; charged: bigint }>(sql`
      select id, org_id, charged_micros as charged from batches where charged_micros is not null order by id`);
    const one = ended[at % Math.max(1, ended.length)];
    if (one === undefined) return;
    const again = await gateway.database.transaction((tx) =>
      gateway.credits.settle(tx, one.org_id, one.id, one.charged + 1n),
    );
    expect(again.charged_micros).toBe(one.charged);
  }
}

/** Looks at the books again and again until it is over. */
async function watchBooks(over: AbortSignal): Promise<void> {
  while (!over.aborted) expect(await findDeviations(gateway.database)).toEqual([]);
}

async function playToTheEnd(steps: readonly Command[][], over: AbortController): Promise<void> {
  try {
    const play = new Play();
    await play.begin();
    for (const step of steps) await play.step(step);
    await play.end();
  } finally {
    over.abort();
  }
}

test("at every moment of any interleaving the books are in balance, and in the end nothing is reserved", async () => {
  const steps = fc.array(fc.array(command, { minLength: 1, maxLength: 4 }), {
    minLength: 4,
    maxLength: 10,
  });
  await fc.assert(
    fc.asyncProperty(steps, async (played) => {
      const over = new AbortController();
      await Promise.all([playToTheEnd(played, over), watchBooks(over.signal)]);
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 180_000);
