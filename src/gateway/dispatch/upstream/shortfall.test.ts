import { describe, expect, test } from "vitest";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { artifactIds, artifactLines, items, submit } from "../test-batches.ts";
import { oddAnswer } from "../test-dispatch.ts";
import { ended } from "./test-upstream.ts";
import {
  addWorker,
  gateway,
  get,
  idsOf,
  MINUTE_MS,
  org_id,
  pass,
  prepareTestUpstream,
  upstream,
  WAITS,
} from "./test-upstream-dispatch.ts";

prepareTestUpstream();

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

  test("those that do not come down are asked for again at the next look", async () => {
    const batch = await submit(gateway, org_id, items(3));
    let downloads = 0;
    const { answers } = upstream.lane();
    const worker = addWorker({
      answers: (upstream_id, signal) => {
        downloads += 1;
        if (downloads === 1) throw new LaneFailure("provider_timeout", "It broke off.");
        return answers(upstream_id, signal);
      },
    });
    await pass(worker, 1);
    expect([downloads, (await get(batch.id)).status]).toEqual([1, "dispatched"]);
    await pass(worker, 1);
    expect([downloads, upstream.batches.length]).toEqual([2, 1]);
    expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(3), errors: [] });
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

  test("because its lane is not configured any more keeps what has come and leaves the rest to other lanes", async () => {
    const batch = await submit(gateway, org_id, items(3));
    upstream.stateOf = ({ lines }) => (lines.length === 2 ? ended(2) : WAITS);
    const worker = addWorker({ limits: { items: 2, bytes: 1024 ** 2 } });
    await pass(worker);
    expect(upstream.batches.map(({ isForgotten }) => isForgotten).toSorted()).toEqual([
      false,
      true,
    ]);
    await worker.drain();
    const asked: string[] = [];
    gateway.setScript((request) => {
      asked.push(request.custom_id);
      return oddAnswer(request);
    });
    await pass(gateway.addWorker(), 2);
    expect(await artifactIds(gateway, batch.id)).toEqual({ output: idsOf(3), errors: [] });
    expect(asked).toEqual(["item-2"]);
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
