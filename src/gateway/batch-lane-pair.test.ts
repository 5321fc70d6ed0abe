import { OPENAI_BASE_PATH } from "#contract/openai-errors.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { BatchLane, UpstreamAnswer } from "./lanes/batch-lane.ts";
import { openAiBatchLane } from "./lanes/openai-batch/test-openai-batch-lane.ts";
import { createLaneEgress } from "./lanes/provider/lane-egress.ts";
import { ProviderSecret } from "./lanes/provider/provider-secret.ts";
import { orderOf } from "./lanes/provider/test-upstream-order.ts";
import { requestOf } from "./lanes/sandbox/test-sandbox.ts";
import { createTestOpenai, type TestOpenai } from "./openai/test-openai.ts";

let upstream: TestOpenai;
beforeAll(async () => {
  upstream = await createTestOpenai();
});
afterAll(() => upstream.close());

const ITEMS = 50;
const { signal } = new AbortController();

const request = (at: number) =>
  requestOf(at === 7 ? "[[sandbox:fail code=content_policy]]" : `Say the number ${at}.`);

/** A lane of another gateway to the one of this test, whose clock both go by. */
function laneWith(api_key: string): BatchLane {
  const access = { open: createLaneEgress().open, now: () => upstream.now() };
  return openAiBatchLane(`${upstream.origin}${OPENAI_BASE_PATH}`, 10_000, access, {
    secret: new ProviderSecret("UPSTREAM_KEY", api_key),
    upstream_models: new Map([["gpt-4o-mini", { name: "gpt-4o-mini", max_output_tokens: 16_384 }]]),
  });
}

const orderFor = (lane: BatchLane) =>
  orderOf(lane, {
    reference: "ref",
    requests: Array.from({ length: ITEMS }, (_, at) => request(at)),
    begun_at: upstream.now(),
  });

test("a gateway's lane hands fifty lines to another gateway, reads every answer once and leaves no file", async () => {
  const { client } = await upstream.newOrg();
  const lane = laneWith(client.apiKey ?? "");
  await lane.probe(signal);
  const order = orderFor(lane);
  const id = await lane.submit(order, signal);
  expect(await lane.find(order, signal)).toBe(id);
  expect(await lane.look(id, signal)).toEqual({
    kind: "working",
    counts: { total: ITEMS, completed: 0, failed: 0 },
  });

  await upstream.runJobs();
  expect(await lane.look(id, signal)).toEqual({
    kind: "ended",
    why: "completed",
    counts: { total: ITEMS, completed: ITEMS - 1, failed: 1 },
  });
  const answers = new Map<string, UpstreamAnswer>();
  let lines = 0;
  for await (const answer of lane.answers(id, signal)) {
    answers.set(answer.id, answer);
    lines += 1;
  }
  expect([lines, answers.size]).toEqual([ITEMS, ITEMS]);
  for (let at = 0; at < ITEMS; at += 1) {
    const answer = answers.get(`ref_${at}`) ?? { id: "", text: "" };
    const read = () => lane.read(answer, request(at)).status_code;
    if (at === 7) expect(read).toThrow(expect.objectContaining({ code: "content_policy" }));
    else expect(read()).toBe(200);
  }

  await lane.cancel(id, signal);
  await lane.forget(id, signal);
  await lane.forget(id, signal);
  expect((await client.files.list()).data).toEqual([]);
});

test("a batch that the other gateway is asked to end leaves what was not done as expired at the provider", async () => {
  const { client } = await upstream.newOrg();
  const lane = laneWith(client.apiKey ?? "");
  const id = await lane.submit(orderFor(lane), signal);
  await lane.cancel(id, signal);
  await upstream.runJobs();
  expect(await lane.look(id, signal)).toMatchObject({ kind: "ended", why: "cancelled" });
  const codes = new Set<unknown>();
  for await (const answer of lane.answers(id, signal)) {
    try {
      lane.read(answer, request(0));
    } catch (error) {
      codes.add(error instanceof Error && "code" in error ? error.code : error);
    }
  }
  expect([...codes]).toEqual(["provider_expired"]);
});

test("a key that the other gateway does not know is the lane's matter", async () => {
  await expect(laneWith("sk_unknown").probe(signal)).rejects.toMatchObject({
    code: "lane_unavailable",
    message: expect.stringContaining("UPSTREAM_KEY"),
  });
});
