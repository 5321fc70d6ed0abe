import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { OrgId } from "#contract/primitives.ts";
import { sql } from "#gateway/database/sql.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";
import { artifactLines, deferred, getBatch, items, outboxOf, submit } from "./test-batches.ts";
import { createTestDispatch, oddAnswer, type TestDispatch } from "./test-dispatch.ts";
import { UNIT_LIMITS } from "./unit-limits.ts";
import { ended, TestUpstream } from "./upstream/test-upstream.ts";

// What a batch tells of itself, word for word: the timeline from the first lane on, and the receipts.

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

const ONE_AT_A_TIME = { unitLimits: { ...UNIT_LIMITS, mostUnits: 1 } };
const OPENAI = "gpt-4o-mini on OpenAI Batch API";
const AZURE = "gpt-4o-mini on Azure OpenAI Global Batch";
const AZURE_EU = "gpt-4o-mini on Azure OpenAI Data Zone Batch, EU";
const OPENROUTER = "gpt-4o-mini on OpenRouter, one call an item";
const CHEAPEST = "the cheapest lane that could take the work when the quote was locked";
const FALLBACK = `Where that fails: ${AZURE}, then ${AZURE_EU}, then ${OPENROUTER}.`;
const COMPLETING = "Every item is done; the artifacts are being joined and the bill settled.";

/** Events from the choice of the lanes on, each as its time and its text. */
async function timelineOf(org_id: OrgId, id: string): Promise<string[]> {
  const { answer } = await gateway.call(gateway.handlers.events, org_id, {
    params: { id },
    query: { limit: 100 },
  });
  const first = answer.data.findIndex(({ kind }) => kind === "lane_selected");
  return answer.data.slice(first).map(({ at, message }) => `${at.slice(14, 19)} ${message}`);
}

/** Receipts, each as unit, lane, what came of how many items with how many retries, from when to when, and why it went on. */
async function receiptsOf(org_id: OrgId, id: string): Promise<string[]> {
  const { answer } = await gateway.call(gateway.handlers.routeReceipts, org_id, {
    params: { id },
    query: { limit: 100 },
  });
  return answer.data.map((receipt) => {
    const { unit, lane_id, completed, failed, retries, outcome, next_rung_reason } = receipt;
    const counts = `${receipt.items}: ${completed} + ${failed}, ${retries} retries`;
    const times = [receipt.started_at, receipt.ended_at].map((at) => at?.slice(14, 19)).join("-");
    return `${unit} ${lane_id} ${outcome} ${counts} ${times} ${next_rung_reason ?? ""}`.trim();
  });
}

/** Has a provider's lane take whole batches, and lets so many minutes go by with a look in each. */
async function runUpstream(lane: BatchLane, minutes: number): Promise<void> {
  const worker = gateway.addWorker({ lanes: gateway.lanesWith(lane) });
  for (let minute = 0; minute < minutes; minute += 1) {
    await worker.whenIdle();
    gateway.advance(60_000);
    worker.wake();
  }
  await worker.whenIdle();
}

test("one item on the only lane there is", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript((request) => {
    gateway.advance(1_000);
    return oddAnswer(request);
  });
  const { id } = await submit(gateway, org_id, items(1), {}, { allowed_regions: ["eu"] });
  await gateway.addWorker().whenIdle();
  expect(await timelineOf(org_id, id)).toEqual([
    `00:00 1 item starts with ${AZURE_EU}, ${CHEAPEST}. There is no lane to fall back on.`,
    "00:00 Cut into 1 unit of up to 1 item; it is on its lane.",
    "00:01 Answers are coming in.",
    `00:01 ${COMPLETING}`,
    "00:01 $0.000026 charged of $0.000176 reserved; $0.000150 given back.",
    "00:01 Completed: 1 item answered, 0 items failed.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_azure_eu done 1: 1 + 0, 0 retries 00:00-00:01",
  ]);
});

test("items that climb over lanes that are down or break, the last of them in vain", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript((request, lane_id) => {
    gateway.advance(1_000);
    if (lane_id === "lane_openai" && request.item_index > 0)
      throw new LaneFailure("lane_unavailable", "Down.");
    if (request.item_index === 2) throw new LaneFailure("provider_500", "Broken.");
    return oddAnswer(request);
  });
  const { id } = await submit(gateway, org_id, items(3));
  await gateway.addWorker(ONE_AT_A_TIME).whenIdle();
  expect(await timelineOf(org_id, id)).toEqual([
    `00:00 3 items start with ${OPENAI}, ${CHEAPEST}. ${FALLBACK}`,
    "00:00 Cut into 3 units of up to 1 item; they are on their lanes.",
    "00:01 Answers are coming in.",
    `00:03 ${OPENAI} → ${AZURE}: 2 items went on: lane_unavailable (2).`,
    `00:31 ${AZURE} → ${AZURE_EU}: 1 item went on: provider_500 (1).`,
    `00:31 ${AZURE_EU} → ${OPENROUTER}: 1 item went on: provider_500 (1).`,
    `00:31 ${COMPLETING}`,
    "00:31 $0.000047 charged of $0.000480 reserved; $0.000433 given back.",
    "00:31 Completed: 2 items answered, 1 item failed.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_openai done 1: 1 + 0, 0 retries 00:00-00:01",
    "1 lane_openai climbed 1: 0 + 0, 0 retries 00:01-00:02 1 item went on: lane_unavailable (1)",
    "1 lane_azure_global done 1: 1 + 0, 0 retries 00:02-00:03",
    "2 lane_openai climbed 1: 0 + 0, 0 retries 00:03-00:04 1 item went on: lane_unavailable (1)",
    "2 lane_azure_global climbed 1: 0 + 0, 8 retries 00:04-00:13 1 item went on: provider_500 (1)",
    "2 lane_azure_eu climbed 1: 0 + 0, 8 retries 00:13-00:22 1 item went on: provider_500 (1)",
    "2 lane_openrouter failed 1: 0 + 1, 8 retries 00:22-00:31",
  ]);
});

test("a batch that is cancelled in the middle", async () => {
  const org_id = await gateway.newOrg();
  const stuck = deferred();
  gateway.setScript((request, _lane, signal) => {
    gateway.advance(1_000);
    if (request.item_index === 0) return oddAnswer(request);
    stuck.resolve();
    return new Promise((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
    });
  });
  const { id } = await submit(gateway, org_id, items(3));
  const worker = gateway.addWorker(ONE_AT_A_TIME);
  await stuck.promise;
  await gateway.call(gateway.handlers.cancel, org_id, { params: { id } });
  await worker.whenIdle();
  expect((await timelineOf(org_id, id)).slice(2)).toEqual([
    "00:01 Answers are coming in.",
    "00:02 Cancelling was asked for: 1 unit not begun dropped, 1 unit being stopped.",
    "00:02 Nothing runs any more; what was done is being joined and settled.",
    "00:02 $0.000024 charged of $0.000480 reserved; $0.000456 given back.",
    "00:02 Cancelled: 1 item answered, 0 items failed, 2 items not done.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_openai done 1: 1 + 0, 0 retries 00:00-00:01",
    "1 lane_openai cancelled 1: 0 + 0, 0 retries 00:01-00:02",
  ]);
});

test("a batch that no lane could take", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript(() => {
    throw new LaneFailure("lane_unavailable", "The lane is down.");
  });
  const { id } = await submit(gateway, org_id, items(1));
  await gateway.addWorker().whenIdle();
  expect((await timelineOf(org_id, id)).slice(2)).toEqual([
    `00:00 ${OPENAI} → ${AZURE}: 1 item went on: lane_unavailable (1).`,
    `00:00 ${AZURE} → ${AZURE_EU}: 1 item went on: lane_unavailable (1).`,
    `00:00 ${AZURE_EU} → ${OPENROUTER}: 1 item went on: lane_unavailable (1).`,
    "00:00 The batch cannot go on; what was done is being joined and settled.",
    "00:00 $0.000000 charged of $0.000160 reserved; $0.000160 given back.",
    "00:00 Failed (No lane could take the work: The lane is down.): 0 items answered, 0 items failed, 1 item not done.",
  ]);
});

test("a provider that has done a part of what it was handed", async () => {
  const org_id = await gateway.newOrg();
  const upstream = new TestUpstream();
  upstream.stateOf = () => ended(2, "expired");
  upstream.script = (custom_id) => (custom_id === "item-2" ? "omit" : "answer");
  const { id } = await submit(gateway, org_id, items(3));
  await runUpstream(upstream.lane(), 1);
  expect((await timelineOf(org_id, id)).slice(1)).toEqual([
    "00:00 Cut into 1 unit of up to 3 items; it is on its lane.",
    "00:00 3 items of unit 0 are with the provider as batch_1.",
    "01:00 batch_1 has run out of time with 2 answers to 3 items.",
    `01:00 ${OPENAI} → ${AZURE}: 1 item went on: provider_expired (1).`,
    "01:00 Answers are coming in.",
    `01:00 ${COMPLETING}`,
    "01:00 $0.000071 charged of $0.000480 reserved; $0.000409 given back.",
    "01:00 Completed: 3 items answered, 0 items failed.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_openai climbed 3: 2 + 0, 0 retries 00:00-01:00 1 item went on: provider_expired (1)",
    "0 lane_azure_global done 1: 1 + 0, 0 retries 01:00-01:00",
  ]);
});

test("a provider that does not end what it was handed", async () => {
  const org_id = await gateway.newOrg();
  const upstream = new TestUpstream();
  upstream.stateOf = () => ({ kind: "working", counts: null });
  const { id } = await submit(gateway, org_id, items(1));
  await runUpstream(upstream.lane({ give_up_ms: 2 * 60_000 }), 14);
  expect((await timelineOf(org_id, id)).slice(2)).toEqual([
    "00:00 1 item of unit 0 is with the provider as batch_1.",
    "06:00 The provider did not end batch_1 in time; what it has done of it is given up.",
    `06:00 ${OPENAI} → ${AZURE}: 1 item went on: provider_expired (1).`,
    "06:00 Answers are coming in.",
    `06:00 ${COMPLETING}`,
    "06:00 $0.000024 charged of $0.000160 reserved; $0.000136 given back.",
    "06:00 Completed: 1 item answered, 0 items failed.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_openai climbed 1: 0 + 0, 0 retries 00:00-06:00 1 item went on: provider_expired (1)",
    "0 lane_azure_global done 1: 1 + 0, 0 retries 06:00-06:00",
  ]);
});

test("a provider whose lane is taken out of the configuration while it works", async () => {
  const org_id = await gateway.newOrg();
  const upstream = new TestUpstream();
  upstream.stateOf = () => ({ kind: "working", counts: null });
  const { id } = await submit(gateway, org_id, items(2));
  const lanes = new Map(gateway.lanesWith(upstream.lane()));
  const worker = gateway.addWorker({ lanes });
  await worker.whenIdle();
  lanes.delete("lane_openai");
  gateway.advance(60_000);
  worker.wake();
  await worker.whenIdle();
  expect((await timelineOf(org_id, id)).slice(2)).toEqual([
    "00:00 2 items of unit 0 are with the provider as batch_1.",
    "01:00 The lane lane_openai is not configured any more.",
    `01:00 ${OPENAI} → ${AZURE}: 2 items went on: lane_unavailable (2).`,
    "01:00 Answers are coming in.",
    `01:00 ${COMPLETING}`,
    "01:00 $0.000048 charged of $0.000320 reserved; $0.000272 given back.",
    "01:00 Completed: 2 items answered, 0 items failed.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_openai climbed 2: 0 + 0, 0 retries 00:00-01:00 2 items went on: lane_unavailable (2)",
    "0 lane_azure_global done 2: 2 + 0, 0 retries 01:00-01:00",
  ]);
});

test("items that a provider's form has no words for", async () => {
  const org_id = await gateway.newOrg();
  const upstream = new TestUpstream();
  const { write } = upstream.lane();
  const lane = upstream.lane({
    write: (request, line_id) => {
      if (request.item_index === 1) throw new LaneFailure("invalid_input", "No audio here.");
      return write(request, line_id);
    },
  });
  const { id } = await submit(gateway, org_id, items(2));
  await runUpstream(lane, 1);
  expect((await timelineOf(org_id, id)).slice(2)).toEqual([
    "00:00 1 item of unit 0 is with the provider as batch_1.",
    "01:00 batch_1 has ended with 1 answer to 1 item.",
    "01:00 Answers are coming in.",
    `01:00 ${COMPLETING}`,
    "01:00 $0.000024 charged of $0.000320 reserved; $0.000296 given back.",
    "01:00 Completed: 1 item answered, 1 item failed.",
  ]);
  expect(await receiptsOf(org_id, id)).toEqual([
    "0 lane_openai done 2: 1 + 1, 0 retries 00:00-01:00",
  ]);
  const [line = ""] = await artifactLines(gateway, id, "errors");
  expect(JSON.parse(line)).toMatchObject({
    custom_id: "item-1",
    error: { code: "invalid_input", message: "No audio here." },
  });
});

test("progress is told thirty seconds after the beginning, and after it was told before", async () => {
  const org_id = await gateway.newOrg();
  gateway.setScript((request) => {
    gateway.advance(10_000);
    return oddAnswer(request);
  });
  const events = ["batch.progress"];
  const webhook = { url: "http://127.0.0.1:9/hook", events };
  const { id } = await submit(gateway, org_id, items(8), { webhook });
  await gateway.addWorker(ONE_AT_A_TIME).whenIdle();
  const told = await outboxOf(gateway.database, id);
  expect(told.map(({ data }) => (data as { items_completed: number }).items_completed)).toEqual([
    3, 6,
  ]);
});

test("unit files are swept ten minutes after the end, and once more a day later", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(1));
  const worker = gateway.addWorker();
  const due = async () => {
    await worker.whenIdle();
    const rows = await gateway.database.query<{ run_at: Date; is_last: boolean }>(sql`
      select run_at, (payload->>'is_last')::boolean as is_last from jobs where kind = 'sweep_units'`);
    return rows.map(({ run_at, is_last }) => `${run_at.toISOString().slice(8, 16)} ${is_last}`);
  };
  expect(await due()).toEqual(["24T12:10 false"]);
  gateway.advance(10 * 60_000);
  worker.wake();
  expect(await due()).toEqual(["25T12:10 true"]);
  gateway.advance(24 * 3_600_000);
  worker.wake();
  expect(await due()).toEqual([]);
  expect(await getBatch(gateway, org_id, id)).toMatchObject({ status: "completed" });
});
