import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { losingAnswers, type LosingAnswers } from "../database/test-lost-answers.ts";
import { createTestDatabase } from "../database/test-database.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { nativeLine } from "./test-inputs.ts";

/*
 * The commit was done and its answer got lost: the client hears 503 and repeats its request.
 */

let database: LosingAnswers;
let gateway: TestApp;
let session: string;
beforeAll(async () => {
  database = losingAnswers(await createTestDatabase());
  gateway = await createTestApp({ database });
});
beforeEach(async () => {
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
});
afterAll(async () => {
  await gateway.close();
  await database.close();
});

const options = { idempotencyKey: "once-and-only" };
const items = [
  {
    customer_item_id: "a",
    operation: "responses" as const,
    model: "gpt-4o-mini",
    input: { messages: [{ role: "user" as const, content: "Hello" }] },
  },
];

/** Loses the answer to the first of two calls; what the second answers. */
async function afterALostAnswer<T>(call: () => Promise<T>): Promise<T> {
  database.loseAnswers(true);
  await expect(call()).rejects.toMatchObject({ status: 503, code: "overloaded" });
  database.loseAnswers(false);
  return call();
}

test("an upload whose answer was lost is found by its repetition, with its bytes", async () => {
  const text = nativeLine("a") + nativeLine("b");
  const upload = () =>
    gateway.request(
      contract.files.upload,
      { query: {}, body: new Blob([text]) },
      { as: session, ...options },
    );
  const { id } = await afterALostAnswer(upload);
  const content = await gateway.fetch(`/v1/files/${id}/content`, {
    headers: { authorization: `Bearer ${session}` },
  });
  expect(await content.text()).toBe(text);
  const { data } = await gateway.request(contract.files.list, {}, { as: session });
  expect(data.map((file) => file.id)).toEqual([id]);
});

test("a batch of inline items whose answer was lost is found by its repetition, and completes", async () => {
  const { quote_id } = await gateway.request(
    contract.quotes.createForModel,
    { body: { models: ["gpt-4o-mini"], items } },
    { as: session },
  );
  const { batch } = await afterALostAnswer(() =>
    gateway.request(
      contract.batches.create,
      { body: { quote_id, items } },
      { as: session, ...options },
    ),
  );
  await gateway.runJobs();
  const ended = await gateway.request(
    contract.batches.get,
    { params: { id: batch.id } },
    { as: session },
  );
  expect(ended).toMatchObject({ status: "completed", counts: { total: 1, completed: 1 } });
  const { data } = await gateway.request(contract.batches.list, {}, { as: session });
  expect(data).toHaveLength(1);
});
