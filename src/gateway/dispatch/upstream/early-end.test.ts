import { describe, expect, test } from "vitest";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { EndingWatch } from "../ending-watch.ts";
import { artifactIds, items, ledgerOf, submit } from "../test-batches.ts";
import {
  addWorker,
  gateway,
  get,
  MINUTE_MS,
  org_id,
  pass,
  prepareTestUpstream,
  upstream,
  WAITS,
} from "./test-upstream-dispatch.ts";

prepareTestUpstream();

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

  test("is asked back at once although another process decided it in the middle of a look", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.stateOf = () => WAITS;
    const { look } = upstream.lane();
    let isDecided = false;
    const lane = upstream.lane({
      look: async (upstream_id, signal) => {
        const state = await look(upstream_id, signal);
        if (!isDecided)
          await gateway.call(gateway.handlers.cancel, org_id, { params: { id: batch.id } });
        isDecided = true;
        return state;
      },
    });
    const { database } = gateway;
    const onError = (error: unknown): void => void gateway.failures.push(error);
    // Hears of no ending that others decided, for as long as the test lasts.
    const endings = new EndingWatch({ database, pollMs: 60_000, onError });
    const worker = gateway.addWorker({ lanes: gateway.lanesWith(lane), endings });
    await pass(worker, 1);
    expect(upstream.batches).toMatchObject([{ isCancelled: true }]);
    expect(gateway.failures).toEqual([]);
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
