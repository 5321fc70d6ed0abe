import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { contract } from "#contract/index.ts";
import { QUOTE_LOCK_SECONDS } from "#contract/quotes.ts";
import { BatchId, toMicros, toMoney } from "#contract/primitives.ts";
import { sql } from "#gateway/database/sql.ts";
import { testEngine } from "#gateway/database/test-database.ts";
import { deferred, items } from "#gateway/dispatch/test-batches.ts";
import { createTestApp, type TestApp } from "#gateway/test-app.ts";
import { lockBatch } from "./store.ts";
import { findDeviations } from "./test-books.ts";

const ROUNDS = 15;
const AT_ONCE = 8;

let gateway: TestApp;
let session: string;
beforeAll(async () => void (gateway = await createTestApp()));
beforeEach(async () => {
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
});
afterAll(() => gateway.close());

let submits = 0;
/** Submits under a key of its own; the status, and the error's code where there is one. */
async function submit(body: object, as = session): Promise<{ status: number; code?: string }> {
  submits += 1;
  const answer = await gateway.fetch("/v1/batches", {
    method: "POST",
    body: JSON.stringify(body),
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${as}`,
      "idempotency-key": `submit-${submits}`,
    },
  });
  const { error }: { error?: { code: string } } = await answer.json();
  return { status: answer.status, ...(error && { code: error.code }) };
}

const quote = (body: object, as = session) =>
  gateway.request(contract.quotes.createForModel, { body: body as never }, { as }); // each caller gives what a quote takes

const upload = (lines: readonly object[]) =>
  gateway.request(
    contract.files.upload,
    { query: {}, body: new Blob([lines.map((line) => `${JSON.stringify(line)}\n`).join("")]) },
    { as: session },
  );

const statusOf = async (quote_id: string) =>
  (
    await gateway.request(
      contract.quotes.get,
      { params: { quote_id: quote_id as never } },
      { as: session },
    )
  ).status; // answered by the gateway

const tally = (answers: readonly { status: number; code?: string }[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { status, code } of answers) {
    const name = code ?? String(status);
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

const atOnce = <T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, (_, at) => work(at)));

async function expectFilesOfBatchesOnly(): Promise<void> {
  const rows = await gateway.database.query(sql`
    select files.id from files left join batches on input_file_id = files.id where batches.id is null`);
  expect(rows).toEqual([]);
}

test("of submits on one quote at once one is accepted, and the others leave nothing behind", async () => {
  const list = items(2);
  for (let round = 0; round < ROUNDS; round += 1) {
    const { quote_id } = await quote({ items: list });
    const answers = await atOnce(AT_ONCE, () => submit({ quote_id, items: list }));
    expect(tally(answers)).toEqual({ "201": 1, quote_used: AT_ONCE - 1 });
  }
  expect(await findDeviations(gateway.database)).toEqual([]);
  await expectFilesOfBatchesOnly();
});

test("a submit that races its quote's end is accepted whole or refused whole", async () => {
  const list = items(1);
  const seen = new Set<string>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const { quote_id } = await quote({ items: list });
    gateway.advance(QUOTE_LOCK_SECONDS * 1_000 - 1);
    const first = Array.from({ length: 1 + (round % 4) }, () => submit({ quote_id, items: list }));
    // The end comes at once, after so many looks at the database, or after the first answers.
    if (round % 3 === 2) await Promise.all(first);
    else for (let look = 0; look < round; look += 1) await statusOf(quote_id);
    gateway.advance(1);
    const answers = await Promise.all([...first, submit({ quote_id, items: list })]);
    const { "201": accepted = 0, ...refused } = tally(answers);
    expect(accepted).toBeLessThanOrEqual(1);
    expect(await statusOf(quote_id)).toBe(accepted === 1 ? "used" : "expired");
    for (const code of Object.keys(refused))
      expect(["quote_used", "quote_expired"]).toContain(code);
    seen.add(accepted === 1 ? "accepted" : "expired");
  }
  expect([...seen].toSorted()).toEqual(["accepted", "expired"]);
  expect(await findDeviations(gateway.database)).toEqual([]);
});

test("credits for four take four of ten submits at once, and the quotes of the others stay open", async () => {
  const file = await upload(items(1_000).map((item) => ({ ...item, max_output_tokens: 20_000 })));
  const quotes = await atOnce(10, () => quote({ model: "gpt-4o-mini", input_file_id: file.id }));
  const price = toMicros(quotes[0]?.pricing_estimate.total ?? toMoney(0n));
  const balance = 25_000_000n;
  const affordable = Number(balance / price);
  expect(affordable).toBe(4);
  const answers = await atOnce(10, (at) =>
    submit({ quote_id: quotes[at]?.quote_id, input_file_id: file.id }),
  );
  expect(tally(answers)).toEqual({ "201": 4, insufficient_credits: 6 });
  const states = await Promise.all(quotes.map(({ quote_id }) => statusOf(quote_id)));
  expect(states.toSorted()).toEqual([...Array(6).fill("open"), ...Array(4).fill("used")]);
  expect(await findDeviations(gateway.database)).toEqual([]);
});

test("a key's spend cap for two takes two of six submits at once", async () => {
  const list = items(2);
  const quotes = await atOnce(6, () => quote({ items: list }));
  const price = toMicros(quotes[0]?.pricing_estimate.total ?? toMoney(0n));
  const { api_key } = await gateway.request(
    contract.apiKeys.create,
    { body: { label: "capped", spend_cap: toMoney((price * 5n) / 2n) } },
    { as: session },
  );
  const answers = await atOnce(6, (at) =>
    submit({ quote_id: quotes[at]?.quote_id, items: list }, api_key),
  );
  expect(tally(answers)).toEqual({ "201": 2, spend_cap_exceeded: 4 });
  expect(await findDeviations(gateway.database)).toEqual([]);
});

test("a file that is deleted while it is submitted stays for the batch, or the batch is not there", async () => {
  for (let round = 0; round < ROUNDS; round += 1) {
    const file = await upload(items(1));
    const { quote_id } = await quote({ model: "gpt-4o-mini", input_file_id: file.id });
    const remove = () =>
      gateway.fetch(`/v1/files/${file.id}`, {
        method: "DELETE",
        headers: { authorization: `Bearer ${session}` },
      });
    const submitting = () => submit({ quote_id, input_file_id: file.id });
    const [submitted, removed] =
      round % 2 === 0
        ? await Promise.all([submitting(), remove()])
        : await Promise.all([remove(), submitting()]).then(([first, second]) => [second, first]);
    expect([
      [201, 409],
      [404, 204],
    ]).toContainEqual([submitted?.status, removed?.status]);
    expect(await statusOf(quote_id)).toBe(submitted?.status === 201 ? "used" : "open");
  }
  expect(await findDeviations(gateway.database)).toEqual([]);
});

test("once a key's revocation is answered, no batch comes of a submit that was under way with it", async () => {
  const list = items(1);
  const count = async (): Promise<number> =>
    (await gateway.request(contract.batches.list, { query: { limit: 100 } }, { as: session })).data
      .length;
  for (let round = 0; round < ROUNDS; round += 1) {
    const { quote_id } = await quote({ items: list });
    const { api_key, api_key_id } = await gateway.createKey(session);
    const submitting = submit({ quote_id, items: list }, api_key);
    for (let tick = 0; tick < round % 5; tick += 1) await gateway.fetch("/v1/health");
    await gateway.request(contract.apiKeys.revoke, { params: { id: api_key_id } }, { as: session });
    const then = await count();
    const submitted = await submitting;
    expect(await count()).toBe(then);
    expect([201, 401]).toContain(submitted.status);
    expect(await statusOf(quote_id)).toBe(submitted.status === 201 ? "used" : "open");
  }
  expect(await findDeviations(gateway.database)).toEqual([]);
});

// On the embedded engine no two transactions are ever open at a time.
test.runIf(testEngine === "postgres")(
  "a batch is submitted while its parent is held by who ends it, and neither waits for the other",
  async () => {
    const list = items(1);
    const create = async (more: object) => {
      const { quote_id } = await quote({ items: list });
      return submit({ quote_id, items: list, ...more });
    };
    await create({});
    const { data } = await gateway.request(
      contract.batches.list,
      { query: { limit: 1 } },
      { as: session },
    );
    const parent_batch_id = BatchId.parse(data[0]?.id);
    const [held, release] = [deferred(), deferred()];
    const holding = gateway.database.transaction(async (tx) => {
      await lockBatch(tx, parent_batch_id);
      held.resolve();
      await release.promise;
    });
    await held.promise;
    expect(await create({ parent_batch_id })).toEqual({ status: 201 });
    release.resolve();
    await holding;
  },
);
