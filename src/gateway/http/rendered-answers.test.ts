import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import type { BatchId } from "#contract/primitives.ts";
import { createTestDatabase } from "../database/test-database.ts";
import type { Database } from "../database/database.ts";
import { createTestApp, type TestApp } from "../test-app.ts";
import { RenderedAnswers } from "./rendered-answers.ts";

let gateway: TestApp;
let queries = 0;
beforeAll(async () => {
  const database = await createTestDatabase();
  const counted: Database = {
    engine: database.engine,
    query: (statement) => {
      queries += 1;
      return database.query(statement);
    },
    transaction: (work) => database.transaction(work),
    close: () => database.close(),
  };
  gateway = await createTestApp({ database: counted });
});
afterAll(() => gateway.close());

interface Polled {
  id: string;
  session: string;
}

async function newBatch(): Promise<Polled> {
  const { session_token: session } = await gateway.registerAndVerify();
  const items = [
    {
      customer_item_id: "one",
      operation: "responses",
      model: "gpt-4o-mini",
      input: { messages: [{ role: "user", content: "Name a river." }] },
    },
  ];
  const as = { as: session };
  const { quote_id } = await gateway.request(
    contract.quotes.createForModel,
    { body: { items } },
    as,
  );
  const { batch } = await gateway.request(
    contract.batches.create,
    { body: { quote_id, items } },
    { ...as, idempotencyKey: `submit-${quote_id}` },
  );
  return { id: batch.id, session };
}

/** The answer, and how many queries it took. */
async function poll({ id, session }: Polled, search = "") {
  queries = 0;
  const response = await gateway.fetch(`/v1/batches/${id}${search}`, {
    headers: { authorization: `Bearer ${session}` },
  });
  return {
    status: response.status,
    text: await response.text(),
    tag: response.headers.get("etag"),
    replayed: response.headers.get("idempotent-replayed"),
    queries,
  };
}

test("a batch that has not changed is answered with the same text, by who asks and its version alone", async () => {
  const batch = await newBatch();
  const first = await poll(batch);
  const second = await poll(batch);
  expect(second).toEqual({ ...first, replayed: null, queries: 2 });
  expect(first.queries).toBeGreaterThan(2);
});

test("a batch that has changed is answered anew", async () => {
  const batch = await newBatch();
  const before = await poll(batch);
  await gateway.request(
    contract.batches.cancel,
    { params: { id: batch.id as BatchId } },
    { as: batch.session },
  );
  const after = await poll(batch);
  expect(after.tag).not.toBe(before.tag);
  expect(JSON.parse(after.text)).toMatchObject({ cancel_requested: true });
});

test("another form of it, and another org that asks for it, get nothing of what was remembered", async () => {
  const batch = await newBatch();
  const plain = await poll(batch);
  const withReceipt = await poll(batch, "?include_billing_receipt=true");
  expect(JSON.parse(plain.text)).not.toHaveProperty("billing_receipt");
  expect(JSON.parse(withReceipt.text)).toHaveProperty("billing_receipt");
  const { session } = await newBatch();
  expect(await poll({ ...batch, session })).toMatchObject({ status: 404 });
});

describe("rendered answers", () => {
  const answer = (text: string) => ({ status: 200, text });
  const render = (text: string) => async () => answer(text);

  test("the oldest give way, and long ones are not kept", async () => {
    const answers = new RenderedAnswers();
    for (let at = 0; at <= 512; at += 1) await answers.find(`answer ${at}`, render(`${at}`));
    expect(await answers.find("answer 1", render("again"))).toEqual(answer("1"));
    expect(await answers.find("answer 0", render("again"))).toEqual(answer("again"));
    await answers.find("long", render("x".repeat(65_537)));
    expect(await answers.find("long", render("again"))).toEqual(answer("again"));
  });

  test("are rendered once for all who ask meanwhile", async () => {
    const answers = new RenderedAnswers();
    let end = (_text: string): void => undefined;
    const first = answers.find("one", async () =>
      answer(await new Promise<string>((resolve) => (end = resolve))),
    );
    const second = answers.find("one", render("second"));
    const other = answers.find("other", render("other"));
    expect(await other).toEqual(answer("other"));
    end("first");
    expect(await Promise.all([first, second])).toEqual([answer("first"), answer("first")]);
  });

  test("that fail are the failure of whoever renders them alone", async () => {
    const answers = new RenderedAnswers();
    const first = answers.find("one", () => Promise.reject(new Error("gone away")));
    const others = [answers.find("one", render("one")), answers.find("one", render("one"))];
    await expect(first).rejects.toThrow("gone away");
    expect(await Promise.all(others)).toEqual([answer("one"), answer("one")]);
  });
});
