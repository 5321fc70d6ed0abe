import { describe, expect, test } from "vitest";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { items, submit } from "../test-batches.ts";
import {
  addWorker,
  gateway,
  get,
  org_id,
  pass,
  prepareTestUpstream,
  upstream,
} from "./test-upstream-dispatch.ts";

prepareTestUpstream();

describe("a hand-over that fails", () => {
  test.each(["lane_unavailable", "invalid_input"] as const)(
    "with %s is not made again, and leaves the work to the next lane",
    async (code) => {
      const batch = await submit(gateway, org_id, items(2));
      upstream.beforeMade = () => {
        throw new LaneFailure(code, "Not so.");
      };
      await pass(addWorker(), 3);
      expect(upstream.handOvers).toBe(1);
      const { status, lanes } = await get(batch.id);
      expect(status).toBe("completed");
      expect(lanes.filter(({ completed, failed }) => completed + failed > 0)).toMatchObject(
        code === "invalid_input"
          ? [{ lane_id: "lane_openai", failed: 2 }]
          : [{ lane_id: "lane_azure_global", completed: 2 }],
      );
    },
  );

  test("ten times in a row for another reason than want of room is given up; the work is handed over anew once, then goes on", async () => {
    const batch = await submit(gateway, org_id, items(2));
    upstream.beforeMade = () => {
      throw new LaneFailure("provider_500", "Broken.");
    };
    await pass(addWorker(), 70);
    expect(upstream.handOvers).toBe(20);
    expect(await get(batch.id)).toMatchObject({ status: "completed", counts: { completed: 2 } });
  });
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
