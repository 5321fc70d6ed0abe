import { randomUUID } from "node:crypto";
import { expect, type Page } from "@playwright/test";
import { isTerminal } from "#contract/batch-states.ts";
import type { Batch, CreateBatchBody } from "#contract/batches.ts";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { BatchId } from "#contract/primitives.ts";
import { idsOf } from "./input-files.ts";

/** What a batch is made of beside its quote and items. */
type Extras = Pick<CreateBatchBody, "webhook" | "metadata">;

/** Locks a quote for inline items. */
export async function lockQuote(client: Client, items: Record<string, unknown>[]): Promise<string> {
  const quote = await client.call(contract.quotes.createForModel, { body: { items } });
  return quote.quote_id;
}

/** Submits inline items on a quote. */
export async function submitOn(
  client: Client,
  quote_id: string,
  items: Record<string, unknown>[],
  extras: Extras = {},
) {
  const { batch } = await client.call(
    contract.batches.create,
    // The quote's id was answered by the gateway: it is one.
    { body: { quote_id: quote_id as CreateBatchBody["quote_id"], items, ...extras } },
    { idempotencyKey: randomUUID() },
  );
  return batch;
}

/** Quotes and submits inline items. */
export async function submitBatch(
  client: Client,
  items: Record<string, unknown>[],
  extras: Extras = {},
) {
  return submitOn(client, await lockQuote(client, items), items, extras);
}

/** The batch once it is in a terminal state; fails the test when that takes too long. */
export async function untilEnded(client: Client, id: Batch["id"]): Promise<Batch> {
  const get = () => client.call(contract.batches.get, { params: { id } });
  await expect
    .poll(async () => isTerminal((await get()).status), {
      message: "the batch ends",
      intervals: [100],
      timeout: 60_000,
    })
    .toBe(true);
  return get();
}

/** The id of the batch whose page is open. */
export function shownBatchId(page: Page): Batch["id"] {
  return BatchId.parse(new URL(page.url()).pathname.split("/").at(-1));
}

/** The ids of an artifact in its order; none where the batch has no such file. */
export async function artifactIds(
  client: Client,
  batch: Batch,
  kind: "output" | "errors",
): Promise<string[]> {
  const link = kind === "output" ? batch.output_file_url : batch.error_file_url;
  if (link === null) return [];
  const { url } = await client.call(contract.batches.artifactUrl, {
    params: { id: batch.id },
    query: { kind },
  });
  const answer = await fetch(url);
  expect(answer.status, `the ${kind} file can be downloaded`).toBe(200);
  return idsOf(await answer.text());
}
