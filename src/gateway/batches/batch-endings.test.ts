import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { BatchStatus } from "#contract/batch-states.ts";
import { ResultRow } from "#contract/batches.ts";
import { BatchId, type OrgId, toMicros } from "#contract/primitives.ts";
import {
  artifactLines,
  deferred,
  getBatch,
  items,
  ledgerOf,
  submit,
  untilBatch,
} from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type LaneScript,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { feeOf } from "#gateway/quotes/pricing.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { endingJobs } from "./batch-jobs.ts";
import { lockBatch } from "./store.ts";
import { findDeviations } from "./test-books.ts";
import { endEarly } from "./transitions.ts";

const COUNT = 100;
const DEADLINE_SECONDS = 30;
const IDS = items(COUNT).map((item) => item.customer_item_id);
const FAILS_BY_ITSELF = 7;

let gateway: TestDispatch;
beforeAll(async () => void (gateway = await createTestDispatch()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

/** A batch held in a state, and how to let go of it. */
interface Held {
  org_id: OrgId;
  id: BatchId;
  release: () => void;
  /** Makes the lanes fail for good from now on. */
  loseLanes: () => void;
}

/** The storage, but what `isHeld` names waits until the gate opens. */
function gatedStorage(isHeld: (action: "open" | "write", key: string) => boolean) {
  const gate = deferred();
  const reached = deferred();
  const pass = async (action: "open" | "write", key: string): Promise<void> => {
    if (!isHeld(action, key)) return;
    reached.resolve();
    await gate.promise;
  };
  const { storage } = gateway;
  const gated: ArtifactStorage = {
    write: async (key, source) => {
      await pass("write", key);
      return storage.write(key, source);
    },
    open: async (key, range) => {
      await pass("open", key);
      return storage.open(key, range);
    },
    size: (key) => storage.size(key),
    delete: (key) => storage.delete(key),
    deletePrefix: (prefix) => storage.deletePrefix(prefix),
  };
  return { gated, reached: reached.promise, open: gate.resolve };
}

/** Answers the first items, fails one of them, and holds the others until they are stopped or the lanes are lost. */
function holdingScript(answered: number, lost: Promise<void>): LaneScript {
  return async (request, _lane, signal) => {
    if (request.item_index === FAILS_BY_ITSELF && answered > 0)
      throw new LaneFailure("invalid_input", "no");
    if (request.item_index < answered) return oddAnswer(request);
    const stopped = new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
    await Promise.race([stopped, lost]);
    throw new LaneFailure("lane_unavailable", "the lane is down");
  };
}

async function submitHeld(answered: number): Promise<Omit<Held, "release">> {
  const org_id = await gateway.newOrg();
  const lost = deferred();
  gateway.setScript(holdingScript(answered, lost.promise));
  gateway.setDeadline(DEADLINE_SECONDS);
  const { id } = await submit(gateway, org_id, items(COUNT));
  return { org_id, id: BatchId.parse(id), loseLanes: lost.resolve };
}

const HOLD = {
  pending: async () => ({
    ...(await submitHeld(0)),
    release: () => void gateway.addWorker(),
  }),
  routing: async () => {
    const batch = await submitHeld(0);
    const plan = gatedStorage((action, key) => action === "open" && key.startsWith("files/"));
    gateway.addWorker({ storage: plan.gated });
    await plan.reached;
    return { ...batch, release: plan.open };
  },
  dispatched: async () => {
    const batch = await submitHeld(0);
    gateway.addWorker();
    await untilBatch(gateway, batch.org_id, batch.id, (now) => now.running_items > 0);
    return { ...batch, release: () => undefined };
  },
  processing: async () => {
    const batch = await submitHeld(30);
    gateway.addWorker();
    await untilBatch(gateway, batch.org_id, batch.id, (now) => now.counts.completed > 10);
    return { ...batch, release: () => undefined };
  },
  completing: async () => {
    const batch = await submitHeld(COUNT);
    const finish = gatedStorage(
      (action, key) => action === "write" && /^batches\/[^/]+\/\d+-output/.test(key),
    );
    gateway.addWorker({ storage: finish.gated });
    await finish.reached;
    return { ...batch, release: finish.open };
  },
} as const satisfies Partial<Record<BatchStatus, () => Promise<Held>>>;

const END: Readonly<Record<"cancelled" | "expired" | "failed", (held: Held) => Promise<void>>> = {
  cancelled: async ({ org_id, id }) => {
    await gateway.call(gateway.handlers.cancel, org_id, { params: { id } }).catch(() => undefined);
  },
  expired: async () => gateway.advance((DEADLINE_SECONDS + 1) * 1_000),
  failed: async ({ id, loseLanes }) => {
    loseLanes();
    // Where no lane has been asked yet nothing but a decision can fail the batch.
    await gateway.database.transaction(async (tx) => {
      const batch = await lockBatch(tx, id);
      const isAsked = batch?.status === "dispatched" || batch?.status === "processing";
      if (batch === undefined || isAsked) return;
      await endEarly(tx, batch, "failed", gateway.clock.now(), endingJobs(gateway.queue));
    });
  },
};

const CODES = {
  cancelled: "batch_cancelled",
  expired: "batch_expired",
  failed: "batch_failed",
} as const;

async function rowsOf(id: BatchId, org_id: OrgId): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for (let cursor: string | null | undefined = undefined; cursor !== null;) {
    const page: { data: unknown[]; next_cursor: string | null } = (
      await gateway.call(gateway.handlers.results, org_id, {
        params: { id },
        query: { limit: 33, cursor },
      })
    ).answer;
    rows.push(...page.data.map((row) => ResultRow.parse(row)));
    cursor = page.next_cursor;
  }
  return rows;
}

const placeOf = (row: ResultRow): number => Number(row.id.split("-").at(-1));

/** Both files as they lie in storage, against what the batch, its bill and its ledger say. */
async function expectEachItemOnce({ org_id, id }: Held, status: BatchStatus): Promise<void> {
  const done = await getBatch(gateway, org_id, id);
  const read = async (kind: "output" | "errors"): Promise<ResultRow[]> =>
    (await artifactLines(gateway, id, kind)).map((line) => ResultRow.parse(JSON.parse(line)));
  const [output, errors] = [await read("output"), await read("errors")];
  const all = [...output, ...errors].toSorted((a, b) => placeOf(a) - placeOf(b));
  expect(all.map((row) => row.custom_id)).toEqual(IDS);
  for (const part of [output, errors])
    expect(part.map(placeOf)).toEqual(part.map(placeOf).toSorted((a, b) => a - b));
  expect(await rowsOf(id, org_id)).toEqual(all);

  const notDone = errors.filter((row) => row.error?.code.startsWith("batch_"));
  const codes = new Set(notDone.map((row) => row.error?.code));
  expect([...codes]).toEqual(
    notDone.length === 0 ? [] : [CODES[status as keyof typeof CODES]], // a completed one has none
  );
  expect(done).toMatchObject({
    status,
    counts: {
      total: COUNT,
      completed: output.length,
      failed: errors.length - notDone.length,
      cancelled: notDone.length,
    },
  });

  const subtotal = all.reduce((sum, row) => sum + toMicros(row.batchrouter?.cost ?? FREE), 0n);
  const charged = subtotal + feeOf(subtotal, 590);
  expect(toMicros(done.cost)).toBe(charged);
  expect(await ledgerOf(gateway.database, org_id, id)).toEqual({
    balance_micros: 25_000_000n - charged,
    reserved_micros: 0n,
    settles: 1,
    charged,
  });
  expect(await findDeviations(gateway.database)).toEqual([]);
}
const FREE = { currency: "usd", amount: "0" } as const;

describe.each(["cancelled", "expired", "failed"] as const)("a batch that ends %s", (ending) => {
  test.each(["pending", "routing", "dispatched", "processing"] as const)(
    "while it is %s delivers and charges what was done, and accounts for every item once",
    async (state) => {
      const held = await HOLD[state]();
      expect((await getBatch(gateway, held.org_id, held.id)).status).toBe(state);
      await END[ending](held);
      held.release();
      await untilBatch(gateway, held.org_id, held.id, (now) => now.status === ending);
      await expectEachItemOnce(held, ending);
    },
  );

  test("once it is completing comes too late: it completes", async () => {
    const held = await HOLD.completing();
    await END[ending](held);
    held.release();
    await untilBatch(gateway, held.org_id, held.id, (now) => now.completed_at !== null);
    await expectEachItemOnce(held, "completed");
  });
});
