import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newId } from "#contract/primitives.ts";
import { deferred, getBatch, items, submit, untilBatch } from "#gateway/dispatch/test-batches.ts";
import {
  createTestDispatch,
  oddAnswer,
  type TestDispatch,
} from "#gateway/dispatch/test-dispatch.ts";
import { LaneFailure } from "#gateway/lanes/lane.ts";

let gateway: TestDispatch;
beforeAll(async () => {
  gateway = await createTestDispatch();
});
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

/** Answers all items but every third, which it refuses. */
function refuseEveryThird(): void {
  gateway.setScript((request) => {
    if (request.item_index % 3 === 0) throw new LaneFailure("content_policy", "no");
    return oddAnswer(request);
  });
}

test("results come in input order over both files, in pages, by status and by the caller's id", async () => {
  const org_id = await gateway.newOrg();
  refuseEveryThird();
  const { id } = await submit(gateway, org_id, items(100));
  await gateway.addWorker().whenIdle();
  const page = async (query: object) =>
    (
      await gateway.call(gateway.handlers.results, org_id, {
        params: { id },
        query: { limit: 30, ...query },
      })
    ).answer;
  const seen: string[] = [];
  for (let cursor: string | null | undefined = undefined; cursor !== null;) {
    const { data, next_cursor }: Awaited<ReturnType<typeof page>> = await page({ cursor });
    seen.push(...data.map((row) => row.customer_item_id));
    cursor = next_cursor;
  }
  expect(seen).toEqual(items(100).map((item) => item.customer_item_id));
  const failed = await page({ status: "failed", limit: 100 });
  expect(failed.data.map((row) => row.id)).toEqual(
    Array.from({ length: 34 }, (_, at) => `${id}-${at * 3}`),
  );
  expect(failed.next_cursor).toBeNull();
  const [found, ...others] = (await page({ customer_item_id: "item-41" })).data;
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    id: `${id}-41`,
    response: { status_code: 200, body: { n: 2 } },
    error: null,
  });
  expect((await page({ customer_item_id: "item-4" })).data[0]?.id).toBe(`${id}-4`);
  expect((await page({ customer_item_id: "nobody" })).data).toEqual([]);
});

test("results of finished units can be read while others still run", async () => {
  const org_id = await gateway.newOrg();
  const gate = deferred();
  gateway.setScript(async (request) => {
    if (request.item_index === 3) await gate.promise;
    return oddAnswer(request);
  });
  const { id } = await submit(gateway, org_id, items(8));
  const worker = gateway.addWorker();
  await untilBatch(gateway, org_id, id, (now) => now.counts.completed === 7);
  const running = await getBatch(gateway, org_id, id);
  expect(running).toMatchObject({ status: "processing", running_items: 1 });
  const { answer } = await gateway.call(gateway.handlers.results, org_id, {
    params: { id },
    query: { limit: 100 },
  });
  expect(answer.data.map((row) => row.customer_item_id)).toEqual(
    ["0", "1", "2", "4", "5", "6", "7"].map((at) => `item-${at}`),
  );
  gate.resolve();
  await worker.whenIdle();
  expect(await getBatch(gateway, org_id, id)).toMatchObject({
    status: "completed",
    running_items: 0,
  });
});

test("a signed link gives the file to whoever holds it, in parts on request, until it runs out", async () => {
  const org_id = await gateway.newOrg();
  refuseEveryThird();
  const { id } = await submit(gateway, org_id, items(4));
  const early = gateway.call(gateway.handlers.artifactUrl, org_id, {
    params: { id },
    query: { kind: "output" },
  });
  await expect(early).rejects.toMatchObject({ code: "conflict" });
  await gateway.addWorker().whenIdle();

  const { answer } = await gateway.call(gateway.handlers.artifactUrl, org_id, {
    params: { id },
    query: { kind: "output" },
  });
  const url = new URL(answer.url);
  const signature = url.searchParams.get("signature");
  const expires = Number(url.searchParams.get("expires"));
  const download = (query: object, headers: Record<string, string> = {}) =>
    gateway.call(gateway.handlers.artifact, newId("org"), {
      params: { id, kind: "output" },
      query,
      headers,
    });
  const whole = (await download({ expires, signature })).response;
  const text = (await whole?.text()) ?? "";
  expect(
    text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line).custom_id),
  ).toEqual(["item-1", "item-2"]);
  expect(whole?.headers.get("content-length")).toBe(String(Buffer.byteLength(text)));
  expect(whole?.headers.get("content-disposition")).toBe(
    `attachment; filename="${id}-output.jsonl"`,
  );
  const part = (await download({ expires, signature }, { range: "bytes=1-4" })).response;
  expect(part?.status).toBe(206);
  expect(await part?.text()).toBe(text.slice(1, 5));

  await expect(download({ expires: expires + 1, signature })).rejects.toMatchObject({
    code: "permission_denied",
  });
  gateway.advance(3_600_001);
  await expect(download({ expires, signature })).rejects.toMatchObject({
    code: "permission_denied",
  });
});

test("ten minutes after the end the unit files are gone, and what came late a day later; the results still hold", async () => {
  const org_id = await gateway.newOrg();
  const { id } = await submit(gateway, org_id, items(3));
  const worker = gateway.addWorker();
  await worker.whenIdle();
  const fences = Array.from({ length: 20 }, (_, at) => at + 1);
  const sizes = () =>
    Promise.allSettled(
      fences.map((fence) => gateway.storage.size(`batches/${id}/units/0-${fence}-output.jsonl`)),
    );
  expect((await sizes()).filter((size) => size.status === "fulfilled")).toHaveLength(1);
  gateway.advance(11 * 60_000);
  await worker.whenIdle();
  expect((await sizes()).filter((size) => size.status === "fulfilled")).toEqual([]);
  const late = `batches/${id}/units/0-1-output.jsonl`;
  await gateway.storage.write(
    late,
    (async function* () {
      yield Buffer.from("from a worker that stood still\n");
    })(),
  );
  gateway.advance(24 * 3_600_000);
  await worker.whenIdle();
  await expect(gateway.storage.size(late)).rejects.toThrow(late);
  const { answer } = await gateway.call(gateway.handlers.results, org_id, {
    params: { id },
    query: { limit: 10 },
  });
  expect(answer.data).toHaveLength(3);
});
