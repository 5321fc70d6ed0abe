import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createTestApp, type TestApp } from "./test-app.ts";

let gateway: TestApp;
beforeAll(async () => {
  gateway = await createTestApp({ config: { quotas: { openBatches: 2, storedBytes: 2_000 } } });
});
afterAll(() => gateway.close());

const item = (id: string, text = "Name a river.") => ({
  custom_id: id,
  method: "POST",
  url: "/v1/chat/completions",
  body: { model: "gpt-4o-mini", messages: [{ role: "user", content: text }] },
});

async function submit(as: string, key: string) {
  const items = [item(key)];
  const body = { models: ["gpt-4o-mini"], items };
  const { quote_id } = await gateway.request(contract.quotes.createForModel, { body }, { as });
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id, items } },
    { as, idempotencyKey: key },
  );
  return batch;
}

const upload = (as: string, text: string) =>
  gateway.request(
    contract.files.upload,
    { body: new Blob([JSON.stringify(item("a", text))]) },
    { as },
  );

test("an org has as many batches that have not ended as it may, and room again when one is cancelled; other orgs have their own", async () => {
  const { session_token: as } = await gateway.registerAndVerify();
  const { session_token: other } = await gateway.registerAndVerify();
  const first = await submit(as, "submission-1");
  await submit(as, "submission-2");
  await expect(submit(as, "submission-3")).rejects.toMatchObject({
    code: "quota_exceeded",
    status: 403,
    message: expect.stringContaining("2 batches that have not ended, of 2"),
    details: { quota: "open_batches", limit: 2, used: 2, fix: expect.stringContaining("cancel") },
  });
  await submit(other, "submission-4");
  await gateway.request(contract.batches.cancel, { params: { id: first.id } }, { as });
  await gateway.runJobs();
  await expect(submit(as, "submission-5")).resolves.toMatchObject({ object: "batch" });
});

test("an org's files come to no more bytes than they may, and a deleted one makes room", async () => {
  const { session_token: as } = await gateway.registerAndVerify();
  const { id } = await upload(as, "x".repeat(1_500));
  await expect(upload(as, "x".repeat(700))).rejects.toMatchObject({
    code: "quota_exceeded",
    details: { quota: "stored_bytes", limit: 2_000, fix: expect.stringContaining("DELETE") },
  });
  expect((await gateway.request(contract.files.list, {}, { as })).data).toHaveLength(1);
  await gateway.request(contract.files.delete, { params: { id } }, { as });
  await expect(upload(as, "x".repeat(700))).resolves.toBeDefined();
});
