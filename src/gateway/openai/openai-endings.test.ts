import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import type OpenAI from "openai";
import { openaiStatus } from "./batch-object.ts";
import {
  chatLine,
  createTestOpenai,
  readLines,
  requestIds,
  submitLines,
  type TestOpenai,
  untilBatch,
} from "./test-openai.ts";
import { unixSeconds } from "./unix-seconds.ts";

let gateway: TestOpenai;
beforeAll(async () => void (gateway = await createTestOpenai()));
beforeEach(() => gateway.reset());
afterAll(() => gateway.close());

describe("cancelling with OpenAI's client", () => {
  test("in mid-run stops the rest, keeps what was done, and leaves each id in one of the two files", async () => {
    const { client } = await gateway.newOrg();
    const stuck = "[[sandbox:delay ms=600000]]";
    const created = await submitLines(
      client,
      requestIds(12).map((id, at) => chatLine(id, at < 4 ? "Name a river." : stuck)),
    );
    const running = gateway.runJobs();
    await untilBatch(client, created.id, ({ status }) => status === "in_progress");
    const cancelling = await client.batches.cancel(created.id);
    const now = unixSeconds(gateway.now());
    expect(cancelling).toMatchObject({ status: "cancelling", cancelling_at: now });
    await running;
    const ended = await client.batches.retrieve(created.id);
    expect(ended).toMatchObject({ status: "cancelled", cancelling_at: now, cancelled_at: now });
    expect(ended).toMatchObject({ completed_at: null });
    const done = await readLines(client, ended.output_file_id);
    const notDone = await readLines(client, ended.error_file_id);
    expect(new Set(notDone.map(({ error }) => error?.code))).toEqual(new Set(["batch_cancelled"]));
    expect([...done, ...notDone].map(({ custom_id }) => custom_id).toSorted()).toEqual(
      requestIds(12).toSorted(),
    );
    expect(ended.request_counts).toEqual({ total: 12, completed: done.length, failed: 0 });
  });
});

describe("a batch that ends otherwise, as OpenAI's client reads it", () => {
  test("has expired at its deadline, with every request in the error file", async () => {
    const { client } = await gateway.newOrg();
    const { id } = await submitLines(client, [chatLine("a"), chatLine("b")]);
    gateway.advance(24 * 3_600_000);
    await gateway.runJobs();
    const ended = await client.batches.retrieve(id);
    const now = unixSeconds(gateway.now());
    expect(ended).toMatchObject({
      status: "expired",
      expires_at: now,
      expired_at: now,
      request_counts: { total: 2, completed: 0, failed: 0 },
    } satisfies Partial<OpenAI.Batch>);
    expect(ended).toMatchObject({ output_file_id: null, completed_at: null, errors: null });
    const lines = await readLines(client, ended.error_file_id);
    expect(lines.map(({ custom_id, error }) => [custom_id, error?.code])).toEqual([
      ["a", "batch_expired"],
      ["b", "batch_expired"],
    ]);
  });

  test("has failed where no lane answers, with why in its list of errors", async () => {
    const { client } = await gateway.newOrg();
    const { id } = await submitLines(client, [chatLine("a")]);
    await gateway.request(contract.local.setSandbox, { body: { scenario: "outage" } });
    await gateway.runJobs();
    await gateway.request(contract.local.setSandbox, { body: { scenario: "calm" } });
    const ended = await client.batches.retrieve(id);
    expect(ended).toMatchObject({
      status: "failed",
      failed_at: unixSeconds(gateway.now()),
      errors: {
        object: "list",
        data: [
          {
            code: "no_lane_available",
            message: expect.stringContaining("No lane could take the work"),
            line: null,
            param: null,
          },
        ],
      },
    } satisfies Partial<OpenAI.Batch>);
  });

  test.each([
    ["pending", null, "validating"],
    ["queued", null, "validating"],
    ["routing", null, "validating"],
    ["dispatched", null, "in_progress"],
    ["processing", null, "in_progress"],
    ["processing", "expired", "in_progress"],
    ["completing", null, "finalizing"],
    ["completing", "failed", "finalizing"],
    ["routing", "cancelled", "cancelling"],
    ["processing", "cancelled", "cancelling"],
    ["completing", "cancelled", "cancelling"],
    ["completed", null, "completed"],
    ["failed", "failed", "failed"],
    ["cancelled", "cancelled", "cancelled"],
    ["expired", "expired", "expired"],
  ] as const)("%s that is to end %s is %s", (status, ending, word) => {
    expect(openaiStatus({ status, ending })).toBe(word);
  });
});
