import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApp, type TestApp } from "./test-app.ts";

let gateway: TestApp;
let key: string;
beforeAll(async () => {
  gateway = await createTestApp();
  const { session_token } = await gateway.registerAndVerify();
  key = (await gateway.createKey(session_token)).api_key;
});
afterAll(() => gateway.close());

const line = (id: number) =>
  JSON.stringify({
    customer_item_id: `item-${id}`,
    operation: "responses",
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user", content: `What is ${id} + 1?` }] },
  });
const upload = (text: string, idempotencyKey?: string) =>
  gateway.request(
    contract.files.upload,
    { body: new Blob([text]) },
    { as: key, ...(idempotencyKey && { idempotencyKey }) },
  );
const lines = Array.from({ length: 40 }, (_, index) => line(index)).join("\n");

test("a file becomes a quote, a batch, and results in input order, paid for from the credits", async () => {
  const file = await upload(lines);
  const quote = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], input_file_id: file.id } },
    { as: key },
  );
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, input_file_id: file.id } },
    { as: key, idempotencyKey: "submit-0001" },
  );
  await gateway.runJobs();
  const params = { id: batch.id };
  const ended = await gateway.request(contract.batches.get, { params }, { as: key });
  expect(ended).toMatchObject({
    status: "completed",
    counts: { total: 40, completed: 40, failed: 0 },
  });

  const results = await gateway.request(
    contract.batches.results,
    { params, query: { limit: 100 } },
    { as: key },
  );
  expect(results.data.map((row) => row.customer_item_id)).toEqual(
    Array.from({ length: 40 }, (_, index) => `item-${index}`),
  );
  const output = await gateway.fetch(ended.output_file_url ?? "");
  expect((await output.text()).trim().split("\n")).toHaveLength(40);
  const ledger = await gateway.request(contract.accounts.ledger, {}, { as: key });
  expect(ledger.data.map(({ kind }) => kind).filter((kind) => kind !== "release")).toEqual([
    "settle",
    "reserve",
    "grant",
  ]);
  expect(gateway.failures).toEqual([]);
});

test("an upload that is repeated with its key is one file, and other bytes under that key are refused", async () => {
  const first = await upload(lines, "upload-0001");
  expect(await upload(lines, "upload-0001")).toEqual(first);
  await expect(upload(line(1), "upload-0001")).rejects.toMatchObject({
    code: "idempotency_key_reused",
  });
});

test("an agent run ends with its answer", async () => {
  const body = { input: { messages: [{ role: "user" as const, content: "Say hello" }] } };
  const { run } = await gateway.request(contract.workflows.createAgentRun, { body }, { as: key });
  await gateway.runJobs();
  const ended = await gateway.request(
    contract.workflows.getAgentRun,
    { params: { id: run.id } },
    { as: key },
  );
  expect(ended).toMatchObject({ status: "completed", output: { message: { role: "assistant" } } });
});
