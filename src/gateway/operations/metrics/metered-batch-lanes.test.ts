import { openAiBatchLane } from "#gateway/lanes/openai-batch/test-openai-batch-lane.ts";
import { playOpenAi } from "#gateway/lanes/openai-batch/test-played-openai.ts";
import { answering } from "#gateway/lanes/provider/test-fault-server.ts";
import { BATCH_ENDS, stageBatchLane } from "#gateway/lanes/provider/test-played-provider.ts";
import { expect, test } from "vitest";
import { createGatewayMetrics } from "./gateway-metrics.ts";
import { meterBatchLane } from "./metered-batch-lanes.ts";
import { parseExposition, sampleOf } from "./test-exposition.ts";

test("what a batch lane is asked for is counted and timed by method, and what fails by its code", async () => {
  const metrics = createGatewayMetrics({ version: "1", engine: "any", role: "all" });
  const kind = { name: "openai-batch", lane: openAiBatchLane, play: playOpenAi, ends: BATCH_ENDS };
  const stage = await stageBatchLane(kind);
  const lane = meterBatchLane(metrics, stage.lane);
  const { signal } = new AbortController();
  try {
    const id = await lane.submit(stage.order, signal);
    await lane.look(id, signal);
    await lane.look(id, signal);
    stage.disturb(0, answering(500, {}));
    await expect(lane.probe(signal)).rejects.toMatchObject({ code: "provider_500" });
    stage.provider.end("completed", [{ id: "a", end: "answered" }]);
    const answers = [];
    for await (const answer of lane.answers(id, signal)) answers.push(answer.id);
    expect(answers).toEqual(["a"]);
  } finally {
    await stage.close();
  }
  const families = parseExposition(await metrics.registry.metrics(), "prometheus");
  const { lane_id } = lane;
  const count = (method: string) =>
    sampleOf(families, "batchrouter_batch_lane_requests_total", { lane_id, method });
  expect(["submit", "look", "probe", "answers", "find"].map(count)).toEqual([
    1,
    2,
    1,
    1,
    undefined,
  ]);
  const failed = { lane_id, method: "probe", code: "provider_500" };
  expect(sampleOf(families, "batchrouter_batch_lane_failures_total", failed)).toBe(1);
  const timed = "batchrouter_batch_lane_request_duration_seconds_count";
  expect(sampleOf(families, timed, { lane_id, method: "look" })).toBe(2);
});
