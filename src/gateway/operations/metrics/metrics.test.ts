import { contract } from "#contract/index.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { sql } from "#gateway/database/sql.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addProcessMetrics, createGatewayMetrics } from "./gateway-metrics.ts";
import { parseExposition, sampleOf } from "./test-exposition.ts";

let gateway: TestApp;
let key: string;
beforeAll(async () => {
  const metrics = createGatewayMetrics({ version: "0.0.0-test", engine: "any", role: "all" });
  addProcessMetrics(metrics);
  gateway = await createTestApp({ metrics });
  const { session_token } = await gateway.registerAndVerify();
  key = (await gateway.createKey(session_token)).api_key;
});
afterAll(() => gateway.close());

async function scrape(accept?: string) {
  const response = await gateway.fetch("/metrics", { headers: accept ? { accept } : {} });
  expect(response.status).toBe(200);
  return { contentType: response.headers.get("content-type"), text: await response.text() };
}

/** A figure now, as a scraper reads it. */
async function figure(name: string, labels?: Record<string, string>) {
  return sampleOf(parseExposition((await scrape()).text, "prometheus"), name, labels);
}

const item = (id: number, prompt: string) => ({
  customer_item_id: `item-${id}`,
  operation: "responses" as const,
  model: "gpt-4o-mini",
  input: { messages: [{ role: "user", content: prompt }] },
});

/** Ten items, the first three of them refused by every lane. */
async function runBatch(more: object = {}) {
  const items = Array.from({ length: 10 }, (_, id) =>
    item(id, id < 3 ? "[[sandbox:fail code=content_policy]]" : "Say hello."),
  );
  const quote = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], items, estimated_output_tokens_per_item: 100 } },
    { as: key },
  );
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, items, ...more } },
    { as: key, idempotencyKey: `metrics-${quote.quote_id}` },
  );
  await gateway.runJobs();
  return gateway.request(contract.batches.get, { params: { id: batch.id } }, { as: key });
}

test("items and tokens are at zero before the first", async () => {
  const { registry } = createGatewayMetrics({ version: "0.0.0", engine: "any", role: "all" });
  const families = parseExposition(await registry.metrics(), "prometheus");
  for (const outcome of ["completed", "failed", "cancelled"])
    expect(sampleOf(families, "batchrouter_items_total", { outcome })).toBe(0);
  for (const direction of ["input", "output"])
    expect(sampleOf(families, "batchrouter_tokens_total", { direction })).toBe(0);
});

test("after a batch the counters say exactly what it was", async () => {
  const batch = await runBatch();
  expect(batch.counts).toMatchObject({ completed: 7, failed: 3 });
  const families = parseExposition((await scrape()).text, "prometheus");
  const figures = (name: string, labels?: Record<string, string>) =>
    sampleOf(families, name, labels);

  expect(figures("batchrouter_items_total", { outcome: "completed" })).toBe(7);
  expect(figures("batchrouter_items_total", { outcome: "failed" })).toBe(3);
  const [units] = await gateway.database.query<{ count: number }>(
    sql`select count(*)::integer as count from batch_units where status = 'done'`,
  );
  expect(figures("batchrouter_units_total")).toBe(units?.count);
  const [lanes] = await gateway.database.query<{ input: number; output: number }>(sql`
    select sum(input_tokens)::integer as input, sum(output_tokens)::integer as output from batch_lanes`);
  expect(lanes?.input).toBeGreaterThan(0);
  expect(figures("batchrouter_tokens_total", { direction: "input" })).toBe(lanes?.input);
  expect(figures("batchrouter_tokens_total", { direction: "output" })).toBe(lanes?.output);

  for (const [kind, runs] of [
    ["plan_batch", 1],
    ["run_unit", units?.count],
    ["finish_batch", 1],
  ] as const) {
    expect(figures("batchrouter_job_runs_total", { kind, outcome: "done" })).toBe(runs);
    expect(figures("batchrouter_job_duration_seconds_count", { kind })).toBe(runs);
    expect(figures("batchrouter_job_claim_lag_seconds_count", { kind })).toBe(runs);
    expect(figures("batchrouter_jobs_in_progress", { kind })).toBe(0);
  }
  const labels = { endpoint: "batches.create", method: "POST" };
  expect(figures("batchrouter_http_requests_total", { ...labels, status: "2xx" })).toBe(1);
  expect(figures("batchrouter_http_request_duration_seconds_count", labels)).toBe(1);
  expect(figures("batchrouter_jobs", { kind: "expire_batch", state: "waiting" })).toBe(1);
  expect(figures("batchrouter_open_batches", { status: "completed" })).toBeUndefined();
  expect(
    figures("batchrouter_build_info", {
      version: "0.0.0-test",
      engine: "any",
      role: "all",
    }),
  ).toBe(1);
});

test("lanes count their calls, and their failures by code", async () => {
  const families = parseExposition((await scrape()).text, "prometheus");
  const failures = families.get("batchrouter_lane_failures_total")?.samples ?? [];
  const calls = families.get("batchrouter_lane_calls_total")?.samples ?? [];
  const sum = (samples: { value: number }[]) =>
    samples.reduce((total, { value }) => total + value, 0);
  expect(sum(failures.filter(({ labels }) => labels.code === "content_policy"))).toBe(3);
  expect(sum(calls) - sum(failures)).toBe(7);
});

test("a webhook that nobody takes counts as failed, and as pending", async () => {
  const webhook = { url: "http://127.0.0.1:1/nobody" };
  await runBatch({ webhook });
  expect(await figure("batchrouter_webhook_attempts_total", { outcome: "failed" })).toBe(1);
  // The figures of the database are a second old at most, by a clock that no test moves.
  await expect
    .poll(() => figure("batchrouter_webhook_deliveries_pending"), { timeout: 5_000 })
    .toBe(1);
});

test("uploads count their bytes, and what did not come whole counts for nothing", async () => {
  const before = (await figure("batchrouter_uploaded_bytes_total")) ?? 0;
  const line = `${JSON.stringify(item(1, "Say hello."))}\n`;
  await gateway.request(contract.files.upload, { body: new Blob([line]) }, { as: key });
  await expect(
    gateway.request(contract.files.upload, { body: new Blob(["{ broken\n"]) }, { as: key }),
  ).rejects.toMatchObject({ code: "preflight_failed" });
  expect(await figure("batchrouter_uploaded_bytes_total")).toBe(before + line.length);
});

test("routes that nobody knows are one series, and no label holds an id", async () => {
  for (let at = 0; at < 20; at += 1) await gateway.fetch(`/v1/unknown-${at}`);
  await gateway.fetch("/v1/batches/bat_00000000000000000000", {
    headers: { authorization: `Bearer ${key}` },
  });
  const { text } = await scrape();
  expect(text).toMatch(/requests_total\{endpoint="unrouted",method="GET",status="4xx"\} 20/);
  expect(text).not.toMatch(/"[^"]*(?:org|bat|usr|key|file|req)_[0-9a-z]{16,}/);
});

test("both formats keep to their grammar, one scrape after the other", async () => {
  for (const round of [1, 2]) {
    const prometheus = await scrape();
    expect(prometheus.contentType).toBe("text/plain; version=0.0.4; charset=utf-8");
    const one = parseExposition(prometheus.text, "prometheus");
    expect([...one.keys()]).toContain("nodejs_eventloop_lag_seconds");
    expect([...one.keys()]).toContain("process_resident_memory_bytes");
    const openMetrics = await scrape(
      "application/openmetrics-text; version=1.0.0, text/plain;q=0.5",
    );
    expect(openMetrics.contentType).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    const other = parseExposition(openMetrics.text, "openmetrics");
    expect(round && [...other.keys()]).toEqual(
      [...one.keys()].map((name) => name.replace(/_total$/, "")),
    );
  }
});
