import { once } from "node:events";
import { createServer } from "node:http";
import { contract } from "#contract/index.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createSpanTracing } from "./span-tracing.ts";
import { attributesOf, startCollector, type TestCollector } from "./test-collector.ts";
import type { Tracing } from "./tracing.ts";
import type { TracingConfig } from "./tracing-config.ts";

const config = (url: string, more: Partial<TracingConfig> = {}): TracingConfig => ({
  url,
  headers: {},
  serviceName: "batchrouter-test",
  sampler: "parentbased_always_on",
  ratio: 1,
  ...more,
});

/** What became of spans, counted. */
function countFates() {
  const fates = { exported: 0, dropped: 0, failed: 0 };
  const states: string[] = [];
  return {
    fates,
    states,
    told: {
      count: (outcome: keyof typeof fates, spans: number) => void (fates[outcome] += spans),
      collectorIs: (state: string) => void states.push(state),
    },
  };
}

const CLIENT_TRACE = "0af7651916cd43dd8448eb211c80319c";
const PROMPT = "a prompt that nobody else may read";
const SECRET = "whsec_secret_that_stays_here";

describe("a batch with a webhook", () => {
  let collector: TestCollector;
  let gateway: TestApp;
  let tracing: Tracing;
  let receiver: ReturnType<typeof createServer>;
  const received: Record<string, unknown>[] = [];
  let batch_id: string;
  let key: string;

  beforeAll(async () => {
    collector = await startCollector();
    const { told } = countFates();
    tracing = createSpanTracing(
      config(collector.url, { headers: { "x-team": "ours" } }),
      "1",
      told,
    );
    gateway = await createTestApp({ tracing });
    receiver = createServer((request, response) => {
      received.push(request.headers);
      request.resume().once("end", () => response.writeHead(204).end());
    });
    receiver.listen(0, "127.0.0.1");
    await once(receiver, "listening");
    const { session_token } = await gateway.registerAndVerify();
    key = (await gateway.createKey(session_token)).api_key;
    batch_id = await submitTraced();
    await gateway.runJobs();
    await tracing.close();
  });
  afterAll(async () => {
    await gateway.close();
    await collector.close();
    receiver.close();
  });

  async function submitTraced(): Promise<string> {
    const items = Array.from({ length: 3 }, (_, id) => ({
      customer_item_id: `item-${id}`,
      operation: "responses" as const,
      model: "gpt-4o-mini",
      input: { messages: [{ role: "user", content: PROMPT }] },
    }));
    const quote = await gateway.request(
      contract.quotes.createForModel,
      { body: { models: ["gpt-4o-mini"], items, estimated_output_tokens_per_item: 500 } },
      { as: key },
    );
    const address = receiver.address();
    if (address === null || typeof address === "string") throw new Error("No port");
    const url = `http://127.0.0.1:${address.port}/hook-address`;
    const response = await gateway.fetch("/v1/batches", {
      method: "POST",
      headers: {
        authorization: `Bearer ${key}`,
        "content-type": "application/json",
        "idempotency-key": "traced-submit",
        traceparent: `00-${CLIENT_TRACE}-b7ad6b7169203331-01`,
      },
      body: JSON.stringify({ quote_id: quote.quote_id, items, webhook: { url, secret: SECRET } }),
    });
    const { batch } = (await response.json()) as { batch: { id: string } }; // the contract's answer
    return batch.id;
  }

  const ofTrace = () => collector.spans.filter(({ traceId }) => traceId === CLIENT_TRACE);
  const named = (name: string) => ofTrace().filter((span) => span.name === name);

  test("is one trace, the client's own: submit, plan, units, lane calls, end and webhook", () => {
    const [submit] = named("POST /v1/batches");
    expect(submit?.parentSpanId).toBe("b7ad6b7169203331");
    const [plan] = named("process plan_batch");
    expect(plan?.parentSpanId).toBe(submit?.spanId);
    const units = named("process run_unit");
    expect(units.length).toBeGreaterThan(0);
    for (const unit of units) expect(unit.parentSpanId).toBe(plan?.spanId);
    const unitIds = units.map(({ spanId }) => spanId);
    const calls = named("chat gpt-4o-mini");
    expect(calls).toHaveLength(3);
    for (const call of calls) expect(unitIds).toContain(call.parentSpanId);
    const [finish] = named("process finish_batch");
    expect(unitIds).toContain(finish?.parentSpanId);
    const [deliver] = named("process deliver_webhook");
    expect(deliver?.parentSpanId).toBe(finish?.spanId);
    expect(named("POST webhook")[0]?.parentSpanId).toBe(deliver?.spanId);
    const writers = [submit, ...units, finish].map((span) => span?.spanId);
    const writes = ofTrace().filter(({ name }) => name.startsWith("write "));
    expect(writes.length).toBeGreaterThanOrEqual(3);
    for (const write of writes) expect(writers).toContain(write.parentSpanId);
    expect(named("transaction").length).toBeGreaterThan(5);
  });

  test("says what the semantic conventions name", () => {
    const [submit, unit, call] = [
      named("POST /v1/batches"),
      named("process run_unit"),
      named("chat gpt-4o-mini"),
    ].map(([span]) => span && attributesOf(span));
    expect(submit).toMatchObject({
      "http.request.method": "POST",
      "http.route": "/v1/batches",
      "http.response.status_code": 201,
    });
    expect(unit).toMatchObject({
      "messaging.system": "batchrouter",
      "messaging.destination.name": "run_unit",
      "batchrouter.batch_id": batch_id,
    });
    expect(call).toMatchObject({
      "gen_ai.operation.name": "chat",
      "gen_ai.request.model": "gpt-4o-mini",
    });
    expect(call?.["gen_ai.usage.output_tokens"]).toBeGreaterThan(0);
    expect(collector.bodies[0]).toContain('"batchrouter-test"');
    expect(collector.headers[0]).toMatchObject({ "x-team": "ours" });
  });

  test("tells the collector no prompt, no secret, no key and no address, and the receiver nothing of the trace", () => {
    const all = collector.bodies.join("\n");
    for (const hidden of [
      PROMPT,
      SECRET,
      key,
      "hook-address",
      "127.0.0.1",
      "select ",
      "@example.com",
    ])
      expect(all).not.toContain(hidden);
    expect(received).toHaveLength(1);
    expect(received[0]).not.toHaveProperty("traceparent");
  });
});

describe("a collector", () => {
  let collector: TestCollector | undefined;
  afterEach(async () => {
    await collector?.close();
    collector = undefined;
  });

  async function makeSpans(tracing: Tracing, count: number): Promise<number> {
    const startedAt = performance.now();
    for (let at = 0; at < count; at += 1)
      await tracing.run({ name: "work", kind: "internal" }, async () => undefined);
    return performance.now() - startedAt;
  }

  test("that never answers costs a bounded queue, no waiting, and is counted", async () => {
    collector = await startCollector(() => "never");
    const { fates, told } = countFates();
    const tracing = createSpanTracing(config(collector.url), "1", told);
    expect(await makeSpans(tracing, 20_000)).toBeLessThan(5_000);
    // One export is under way, and the queue holds as many as it may.
    expect(fates.dropped).toBe(20_000 - 512 - 4_096);
    const startedAt = performance.now();
    await tracing.close();
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(fates.dropped).toBe(20_000 - 512);
  });

  test("that refuses loses the spans it refused, is told of once, and gets the next", async () => {
    let status = 400;
    collector = await startCollector(() => status);
    const { fates, states, told } = countFates();
    const tracing = createSpanTracing(config(collector.url), "1", told);
    await makeSpans(tracing, 1_024);
    await expect.poll(() => fates.failed).toBe(1_024);
    status = 200;
    await makeSpans(tracing, 512);
    await expect.poll(() => fates.exported).toBe(512);
    expect(states).toEqual(["failing", "well"]);
    await tracing.close();
  });

  test("gets the share of traces that the sampler takes, and none of a client who wants none", async () => {
    collector = await startCollector();
    const { told } = countFates();
    const half = createSpanTracing(
      config(collector.url, { sampler: "parentbased_traceidratio", ratio: 0.5 }),
      "1",
      told,
    );
    await makeSpans(half, 2_000);
    const parent = `00-${CLIENT_TRACE}-b7ad6b7169203331-00`;
    await half.run({ name: "unwanted", kind: "server", parent }, async () => undefined);
    await half.close();
    const names = collector.spans.map(({ name }) => name);
    expect(names).not.toContain("unwanted");
    expect(Math.abs(names.length - 1_000)).toBeLessThan(200);
  });

  test("gets a hundred calls of a unit, and how many were left out", async () => {
    collector = await startCollector();
    const { told } = countFates();
    const tracing = createSpanTracing(config(collector.url), "1", told);
    await tracing.run({ name: "unit", kind: "consumer" }, async () => {
      for (let at = 0; at < 250; at += 1)
        await tracing.run(
          { name: "call", kind: "client", mostOfParent: 100 },
          async () => undefined,
        );
    });
    await tracing.close();
    expect(collector.spans.filter(({ name }) => name === "call")).toHaveLength(100);
    const unit = collector.spans.find(({ name }) => name === "unit");
    expect(unit && attributesOf(unit)).toMatchObject({ "batchrouter.spans_left_out": 150 });
  });
});
