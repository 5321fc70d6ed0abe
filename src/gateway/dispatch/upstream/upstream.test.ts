import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { OrgId } from "#contract/primitives.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import type { JobWorker } from "#gateway/queue/worker.ts";
import { artifactIds, artifactLines, getBatch, items, ledgerOf, submit } from "../test-batches.ts";
import { createTestDispatch, oddAnswer, oddBody, type TestDispatch } from "../test-dispatch.ts";
import { ended, TestUpstream } from "./test-upstream.ts";

let gateway: TestDispatch;
let upstream: TestUpstream;
let org_id: OrgId;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(async () => {
  await gateway.reset();
  upstream = new TestUpstream();
  org_id = await gateway.newOrg();
});
afterAll(() => gateway.close());

const MINUTE_MS = 60_000;
const WAITS = { kind: "working", counts: { total: 3, completed: 1, failed: 0 } } as const;

/** A worker to whom the lane named first on the ladder, or another one, takes whole batches. */
function addWorker(changes: Partial<BatchLane> = {}): JobWorker {
  const lane = upstream.lane(changes);
  return gateway.addWorker({ lanes: gateway.lanesWith(lane) });
}

/** Lets so many looks at the provider come and go. */
async function pass(worker: JobWorker, looks = 1): Promise<void> {
  for (let look = 0; look < looks; look += 1) {
    await worker.whenIdle();
    gateway.advance(MINUTE_MS);
    worker.wake();
  }
  await worker.whenIdle();
}

const get = (id: string) => getBatch(gateway, org_id, id);
const idsOf = (count: number) => Array.from({ length: count }, (_, at) => `item-${at}`);

test("1,319 items are one batch at the provider, and its answers in any order are each item's once, in input order", async () => {
  const batch = await submit(gateway, org_id, items(1_319));
  const worker = addWorker();
  await pass(worker);
  expect(upstream.batches).toMatchObject([
    { lines: { length: 1_319 }, isForgotten: true, isCancelled: false },
  ]);
  expect(await get(batch.id)).toMatchObject({
    status: "completed",
    counts: { total: 1_319, completed: 1_319, failed: 0, cancelled: 0 },
  });
  const lines = await artifactLines(gateway, batch.id, "output");
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(1_319), errors: [] });
  expect(lines[7]).toContain(`"body":${oddBody("item-7")}`);
  expect(gateway.failures).toEqual([]);
});

test("while the provider works a batch shows what it has, how far it is, and when it is asked again", async () => {
  const batch = await submit(gateway, org_id, items(3));
  upstream.stateOf = () => WAITS;
  const worker = addWorker();
  await pass(worker, 1);
  const before = await get(batch.id);
  expect(before).toMatchObject({ status: "dispatched", running_items: 3 });
  expect(before.upstream).toEqual([
    {
      lane_id: "lane_openai",
      model: "gpt-4o-mini",
      batches: 1,
      items: 3,
      completed: 1,
      failed: 0,
      since: "2026-11-24T12:00:00.000Z",
      next_look_at: "2026-11-24T12:01:20.000Z",
    },
  ]);
  upstream.stateOf = () => ended(3);
  await pass(worker, 1);
  expect((await get(batch.id)).upstream).toEqual([]);
});

test("what a provider calls an item is short and like no other, whatever the customer calls it", async () => {
  const long = items(2).map((item, at) => ({ ...item, customer_item_id: "ä/".repeat(50) + at }));
  await submit(gateway, org_id, long);
  await submit(gateway, org_id, items(2));
  await pass(addWorker());
  const ids = upstream.batches.flatMap(({ lines }) => lines.map(({ id }) => id));
  expect(new Set(ids).size).toBe(4);
  for (const id of ids) expect(id).toMatch(/^\w{1,48}$/);
});

test("work is cut by what the provider takes in a batch", async () => {
  const batch = await submit(gateway, org_id, items(10));
  await pass(addWorker({ limits: { items: 4, bytes: 1024 ** 2 } }));
  expect(upstream.batches.map(({ lines }) => lines.length).toSorted()).toEqual([2, 4, 4]);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(10), errors: [] });
});

test("lines that grow above the provider's limit of bytes are split over batches", async () => {
  const batch = await submit(gateway, org_id, items(3));
  const padded = "x".repeat(600);
  const { write } = upstream.lane();
  await pass(
    addWorker({
      limits: { items: 100, bytes: 1_500 },
      write: (request, id) => {
        const line = write(request, id);
        return { ...line, text: line.text.replace("{", `{"pad":"${padded}",`) };
      },
    }),
  );
  expect(upstream.batches.map(({ lines }) => lines.length).toSorted()).toEqual([1, 2]);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(3), errors: [] });
});

describe("a hand-over of which nobody knows how it ended", () => {
  test("is not made again where the provider has the batch", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.afterMade = () => {
      upstream.afterMade = () => {};
      throw new LaneFailure("provider_timeout", "No answer.");
    };
    const worker = addWorker();
    await pass(worker, 3);
    expect(upstream.batches).toHaveLength(1);
    expect(await get(batch.id)).toMatchObject({ status: "completed" });
  });

  test("is made again where the provider has had time to show the batch and does not", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.beforeMade = () => {
      upstream.beforeMade = () => {};
      throw new LaneFailure("provider_500", "Reset.");
    };
    const worker = addWorker();
    await worker.whenIdle();
    gateway.advance(6_000);
    worker.wake();
    await worker.whenIdle();
    expect(upstream.handOvers).toBe(1);
    await pass(worker, 3);
    expect([upstream.handOvers, upstream.batches.length]).toEqual([2, 1]);
    expect(await get(batch.id)).toMatchObject({ status: "completed" });
  });

  test("is waited for while the provider does not tell", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.afterMade = () => {
      throw new LaneFailure("provider_timeout", "No answer.");
    };
    upstream.find = () => "undecided";
    const worker = addWorker();
    await pass(worker, 5);
    expect([upstream.handOvers, upstream.batches.length]).toEqual([1, 1]);
    upstream.find = () => "usual";
    await pass(worker, 2);
    expect(upstream.batches).toHaveLength(1);
    expect(await get(batch.id)).toMatchObject({ status: "completed" });
  });

  test("is taken up by another worker, and who made it without knowing that writes nothing", async () => {
    const batch = await submit(gateway, org_id, items(3));
    let isMade = (): void => {};
    const made = new Promise<void>((resolve) => (isMade = resolve));
    upstream.afterMade = () => {
      isMade();
      return new Promise(() => {});
    };
    const first = addWorker();
    await made;
    await first.drain({ finishMs: 0, abortMs: 0 });
    await gateway.endLeases();
    await pass(addWorker(), 2);
    expect(upstream.batches).toHaveLength(1);
    expect(await get(batch.id)).toMatchObject({ status: "completed", counts: { completed: 3 } });
  });
});

describe("of a provider's answers", () => {
  test("the first to an item counts, and one to no item is left out, and both are told", async () => {
    const batch = await submit(gateway, org_id, items(4));
    upstream.deliver = (answers) => [
      ...answers,
      ...answers.map(({ id }) => ({ id, text: '{"said":"content_policy"}' })),
      { id: "brunknown_0", text: "{}" },
    ];
    await pass(addWorker());
    expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(4), errors: [] });
    const { answer } = await gateway.call(gateway.handlers.events, org_id, {
      params: { id: batch.id },
      query: { limit: 100 },
    });
    const told = answer.data.find(({ kind }) => kind === "upstream_ended");
    expect(told?.message).toBe(
      "batch_1 has ended with 4 answers to 4 items. 5 answers too many left out.",
    );
  });

  test("a missing one is asked for once more, and then of the next lane", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.script = (custom_id) => (custom_id === "item-1" ? "omit" : "answer");
    await pass(addWorker(), 2);
    expect(upstream.batches.map(({ lines }) => lines.map(({ custom_id }) => custom_id))).toEqual([
      idsOf(3),
      ["item-1"],
    ]);
    expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(3), errors: [] });
    const { lanes } = await get(batch.id);
    expect(lanes).toMatchObject([
      { lane_id: "lane_openai", completed: 2 },
      { lane_id: "lane_azure_global", completed: 1 },
    ]);
  });

  test("one that says that the item itself is at fault ends the item and nothing else", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.script = (custom_id) => (custom_id === "item-1" ? "content_policy" : "answer");
    await pass(addWorker());
    expect(await artifactIds(gateway, batch.id)).toEqual({
      output: ["item-0", "item-2"],
      errors: ["item-1"],
    });
    expect(upstream.batches).toHaveLength(1);
  });
});

describe("an upstream batch that does not come to its end", () => {
  test("because it ran out of time leaves what it has not done to the next lane", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.stateOf = () => ended(2, "expired");
    upstream.script = (custom_id) => (custom_id === "item-2" ? "omit" : "answer");
    await pass(addWorker());
    expect(upstream.batches).toHaveLength(1);
    expect((await get(batch.id)).lanes).toMatchObject([
      { lane_id: "lane_openai", completed: 2 },
      { lane_id: "lane_azure_global", completed: 1 },
    ]);
  });

  test("because the provider refuses it leaves all of it to the next lane", async () => {
    const batch = await submit(gateway, org_id, items(3));
    const failure = new LaneFailure("lane_unavailable", "The model is not there.");
    upstream.stateOf = () => ({ kind: "refused", failure });
    await pass(addWorker());
    expect(await get(batch.id)).toMatchObject({ status: "completed", counts: { completed: 3 } });
  });

  test("is left when the lane's time is up, once the provider has had its time to end it", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.stateOf = () => WAITS;
    const worker = addWorker({ give_up_ms: 10 * MINUTE_MS });
    await pass(worker, 9);
    expect(upstream.batches[0]?.isCancelled).toBe(false);
    await pass(worker, 6);
    expect(upstream.batches).toMatchObject([{ isCancelled: true }]);
    expect(await get(batch.id)).toMatchObject({ status: "completed", counts: { completed: 3 } });
  });

  test("and is on the last lane fails its items with what happened", async () => {
    const batch = await submit(gateway, org_id, items(2));
    gateway.setScript(() => {
      throw new LaneFailure("lane_unavailable", "Down.");
    });
    upstream.stateOf = () => ended(0, "expired");
    upstream.script = () => "omit";
    await pass(addWorker());
    const [line] = await artifactLines(gateway, batch.id, "errors");
    expect(JSON.parse(line ?? "")).toMatchObject({ error: { code: "provider_expired" } });
  });
});

test("a provider without room is offered the batch again until it has some", async () => {
  const batch = await submit(gateway, org_id, items(3));
  upstream.beforeMade = () => {
    if (upstream.handOvers < 15)
      throw new LaneFailure("provider_429", "Too much.", { retry_after_ms: 30_000 });
  };
  await pass(addWorker(), 80);
  expect(upstream.batches).toHaveLength(1);
  expect((await get(batch.id)).lanes).toMatchObject([{ lane_id: "lane_openai", completed: 3 }]);
});

test("an item that goes from a lane of single calls to one of batches and on is asked once of each", async () => {
  const batch = await submit(gateway, org_id, items(4));
  const asked: string[] = [];
  gateway.setScript((request, lane_id) => {
    asked.push(`${lane_id} ${request.custom_id}`);
    if (lane_id === "lane_openai" && request.custom_id !== "item-0")
      throw new LaneFailure("lane_unavailable", "Down.");
    return oddAnswer(request);
  });
  upstream.script = (custom_id) => (custom_id === "item-3" ? "provider_expired" : "answer");
  await pass(addWorker({ lane_id: "lane_azure_global" }), 2);
  expect(asked.toSorted()).toEqual([
    "lane_azure_eu item-3",
    ...idsOf(4).map((id) => `lane_openai ${id}`),
  ]);
  const handedOver = upstream.batches.flatMap(({ lines }) => lines.map((line) => line.custom_id));
  expect(handedOver.toSorted()).toEqual(["item-1", "item-2", "item-3"]);
  expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(4), errors: [] });
  const { answer } = await gateway.call(gateway.handlers.routeReceipts, org_id, {
    params: { id: batch.id },
    query: { limit: 100 },
  });
  const completed = (lane: string) =>
    answer.data
      .filter(({ lane_id }) => lane_id === lane)
      .reduce((sum, receipt) => sum + receipt.completed, 0);
  expect(["lane_openai", "lane_azure_global", "lane_azure_eu"].map(completed)).toEqual([1, 2, 1]);
});

describe("a batch that is to end early", () => {
  const counted = { total: 3, completed: 2, failed: 0 };

  test("has its upstream batch cancelled at once, and what was done is delivered and charged", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.stateOf = ({ isCancelled }) =>
      isCancelled ? { kind: "ended", why: "cancelled", counts: counted } : WAITS;
    upstream.script = (custom_id) => (custom_id === "item-2" ? "omit" : "answer");
    const worker = addWorker();
    await pass(worker, 1);
    await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
    worker.wake();
    await worker.whenIdle();
    expect(await get(batch.id)).toMatchObject({
      status: "cancelled",
      counts: { total: 3, completed: 2, cancelled: 1 },
    });
    expect(await artifactIds(gateway, batch.id)).toEqual({
      output: ["item-0", "item-1"],
      errors: ["item-2"],
    });
    expect(await ledgerOf(gateway.database, org_id, batch.id)).toMatchObject({
      settles: 1,
      reserved_micros: 0n,
    });
  });

  test("does not wait for a provider that does not end its own", async () => {
    gateway.setDeadline(600);
    const batch = await submit(gateway, org_id, items(3));
    upstream.stateOf = () => WAITS;
    const worker = addWorker();
    await pass(worker, 16);
    expect(upstream.batches).toMatchObject([{ isCancelled: true }]);
    expect(await get(batch.id)).toMatchObject({
      status: "expired",
      counts: { completed: 0, cancelled: 3 },
    });
  });

  test("has an upstream batch cancelled of which nobody knew that the provider has it", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.afterMade = () => {
      throw new LaneFailure("provider_timeout", "No answer.");
    };
    upstream.stateOf = ({ isCancelled }) =>
      isCancelled ? { kind: "ended", why: "cancelled", counts: counted } : WAITS;
    upstream.script = (custom_id) => (custom_id === "item-2" ? "omit" : "answer");
    const worker = addWorker();
    await worker.whenIdle();
    await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
    await pass(worker, 2);
    expect(upstream.batches).toMatchObject([{ isCancelled: true }]);
    expect(await get(batch.id)).toMatchObject({ status: "cancelled", counts: { completed: 2 } });
  });

  test("does not wait for a provider that does not tell whether it has the batch", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.afterMade = () => {
      throw new LaneFailure("provider_timeout", "No answer.");
    };
    upstream.find = () => "undecided";
    const worker = addWorker();
    await pass(worker, 1);
    await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
    await pass(worker, 4);
    expect(await get(batch.id)).toMatchObject({ status: "cancelled", counts: { cancelled: 3 } });
  });

  test("hands nothing over any more, and does not wait for a provider that wants to be left alone", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.beforeMade = () => {
      throw new LaneFailure("provider_429", "Too much.", { retry_after_ms: 60 * MINUTE_MS });
    };
    const worker = addWorker();
    await pass(worker, 1);
    await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
    await pass(worker, 6);
    expect(upstream.batches).toEqual([]);
    expect(await get(batch.id)).toMatchObject({ status: "cancelled", counts: { cancelled: 3 } });
  });
});
