import type { Client } from "#contract/client.ts";
import { accounts, batches, quotes, webhooks, workflows } from "#contract/product-api.ts";
import type { ResultRow } from "#contract/batches.ts";
import { BatchId, type RunId } from "#contract/primitives.ts";

/** Pages that are read of a long list; a play's and a demonstration's lists are shorter. */
const MOST_PAGES = 20;

async function allResults(
  client: Client,
  id: BatchId,
): Promise<{ rows: ResultRow[]; isCut: boolean }> {
  const rows: ResultRow[] = [];
  let cursor: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const query: { limit: number; cursor?: string } = { limit: 100 };
    if (cursor !== null) query.cursor = cursor;
    const answer = await client.call(batches.results, { params: { id }, query });
    rows.push(...answer.data);
    cursor = answer.next_cursor;
    if (cursor === null) break;
  }
  return { rows, isCut: cursor !== null };
}

async function deliveriesOf(client: Client, query: { batch_id: string } | { run_id: string }) {
  return (await client.call(webhooks.listDeliveries, { query: { ...query, limit: 100 } })).data;
}

/** All that the gateway tells of a batch: what a report and a fingerprint stand on. */
export async function batchEvidence(client: Client, id: BatchId) {
  const params = { id };
  const batch = await client.call(batches.get, { params, query: {} });
  const quote = await client.call(quotes.get, { params: { quote_id: batch.quote_id } });
  const events = (await client.call(batches.events, { params, query: { limit: 100 } })).data;
  const receipts = (await client.call(batches.routeReceipts, { params, query: { limit: 100 } }))
    .data;
  const bill = await client.call(batches.billingReceipt, { params });
  const deliveries = await deliveriesOf(client, { batch_id: id });
  return { batch, quote, events, receipts, bill, deliveries, ...(await allResults(client, id)) };
}
export type BatchEvidence = Awaited<ReturnType<typeof batchEvidence>>;

/** All that the gateway tells of an agent run. */
export async function runEvidence(client: Client, id: RunId) {
  const run = await client.call(workflows.getAgentRun, { params: { id } });
  return { run, deliveries: await deliveriesOf(client, { run_id: id }) };
}
export type RunEvidence = Awaited<ReturnType<typeof runEvidence>>;

const byId = <T extends { id: string }>(things: readonly T[]): T[] =>
  things.toSorted((a, b) => (a.id < b.id ? -1 : 1));

function deliveryFacts(deliveries: BatchEvidence["deliveries"]) {
  return byId(deliveries).map(({ id, event_id, type, status, attempts, created_at }) => ({
    id,
    event_id,
    type,
    status,
    created_at,
    attempts: attempts.map(({ number, at, status_code }) => ({ number, at, status_code })),
  }));
}

/** Ids, times and ends of everything that a play has made: what has to be the same in every play of one show. */
export async function playFacts(client: Client, batch: BatchEvidence, run: RunEvidence) {
  const account = await client.call(accounts.get, {});
  const inner = await client.call(batches.get, {
    params: { id: BatchId.parse(run.run.batch_id) },
    query: {},
  });
  return {
    account: [account.org_id, account.user_id, account.created_at, account.email_verified_at],
    credits: [account.credit_balance, account.credit_reserved],
    quote: [batch.quote.quote_id, batch.quote.expires_at, batch.quote.pricing_estimate],
    batch: batch.batch,
    events: batch.events,
    receipts: byId(batch.receipts),
    bill: batch.bill,
    deliveries: deliveryFacts(batch.deliveries),
    results: batch.rows.map(({ id, customer_item_id, response, error }) => ({
      id,
      customer_item_id,
      status: response?.status_code ?? null,
      code: error?.code ?? null,
    })),
    run: run.run,
    run_batch: [inner.id, inner.created_at, inner.completed_at, inner.counts, inner.cost],
    run_deliveries: deliveryFacts(run.deliveries),
  };
}
