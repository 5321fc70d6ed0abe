import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { InputFile } from "#contract/files.ts";
import { createLineSplitter } from "#contract/manifest/lines.ts";
import type { QuoteId } from "#contract/primitives.ts";
import type { TestAccount } from "../test-account.ts";
import { type BigInput, bigInputStream, placeOfBigInputId } from "./big-input.ts";

const POLL_MS = 500;
const LONGEST_LINE_BYTES = 4 * 1024 ** 2;

/** Uploads an input that is made while it is sent, as the raw body. */
export async function uploadBigInput(
  url: string,
  account: TestAccount,
  input: BigInput,
): Promise<InputFile> {
  const init = {
    method: "POST",
    headers: {
      authorization: `Bearer ${account.api_key}`,
      "content-type": "application/x-ndjson",
    },
    body: bigInputStream(input),
    duplex: "half",
  };
  // Node needs `duplex` for a streamed body; the DOM's types do not know it yet.
  const answer = await fetch(`${url}/v1/files`, init as RequestInit);
  if (answer.status !== 201)
    throw new Error(`The upload was answered ${answer.status}: ${await answer.text()}`);
  return contract.files.upload.answer.schema.parse(await answer.json());
}

/** Quotes and submits an uploaded file. */
export async function submitFile({ client }: TestAccount, file: InputFile): Promise<Batch> {
  const quote = await client.call(contract.quotes.createForModel, {
    body: { input_file_id: file.file_id, estimated_output_tokens_per_item: 64 },
  });
  const { batch } = await client.call(
    contract.batches.create,
    { body: { quote_id: quote.quote_id as QuoteId, input_file_id: file.file_id } },
    { idempotencyKey: randomUUID() },
  );
  return batch;
}

/** The batch once it has ended; `onLook` is told of it at each look until then. */
export async function untilBatchEnded(
  { client }: TestAccount,
  id: Batch["id"],
  withinMs: number,
  onLook: (batch: Batch) => void = () => {},
): Promise<Batch> {
  const until = performance.now() + withinMs;
  for (;;) {
    const batch = await client.call(contract.batches.get, { params: { id } });
    onLook(batch);
    if (isTerminal(batch.status)) return batch;
    if (performance.now() > until) {
      const { completed, failed, total } = batch.counts;
      throw new Error(
        `${id} is ${batch.status} with ${completed + failed} of ${total} items done.`,
      );
    }
    await delay(POLL_MS);
  }
}

/** When a batch came to each of its states, in milliseconds, by its timeline. */
export async function statusTimes(
  { client }: TestAccount,
  id: Batch["id"],
): Promise<ReadonlyMap<string, number>> {
  const { data } = await client.call(contract.batches.events, {
    params: { id },
    query: { limit: 100 },
  });
  return new Map(
    data.flatMap(({ kind, status, at }) =>
      kind === "status_changed" && status != null ? [[status, Date.parse(at)] as const] : [],
    ),
  );
}

/** What the ids of a batch's artifacts come to. */
export interface IdCount {
  once: number;
  missing: number;
  repeated: number;
  foreign: number;
  isInOrder: boolean;
  bytes: number;
}

/** Downloads both artifacts of an ended batch and counts each id of its input; holds one line at a time. */
export async function countIds(account: TestAccount, batch: Batch): Promise<IdCount> {
  const seen = new Uint8Array(batch.item_count);
  const count: IdCount = {
    once: 0,
    missing: 0,
    repeated: 0,
    foreign: 0,
    isInOrder: true,
    bytes: 0,
  };
  for (const kind of ["output", "errors"] as const) {
    if ((kind === "output" ? batch.output_file_url : batch.error_file_url) === null) continue;
    const { url } = await account.client.call(contract.batches.artifactUrl, {
      params: { id: batch.id },
      query: { kind },
    });
    let last = -1;
    const splitter = createLineSplitter({
      maxLineBytes: LONGEST_LINE_BYTES,
      onLine: (line) => {
        const place = placeOfBigInputId(idOf(line));
        if (place < 0 || place >= seen.length) count.foreign += 1;
        else seen[place] = Math.min(255, (seen[place] ?? 0) + 1);
        if (place <= last) count.isInOrder = false;
        last = place;
      },
      onLongLine: () => (count.foreign += 1),
    });
    const answer = await fetch(url);
    if (answer.body === null) throw new Error(`The ${kind} file has no body.`);
    for await (const chunk of answer.body) {
      count.bytes += chunk.length;
      splitter.push(chunk);
    }
    splitter.end();
  }
  for (const times of seen) {
    if (times === 0) count.missing += 1;
    else if (times === 1) count.once += 1;
    else count.repeated += 1;
  }
  return count;
}

/** The id near the start of a result line: parsing a million answers would measure the parser. */
function idOf(line: Uint8Array): string {
  const head = Buffer.from(line.buffer, line.byteOffset, Math.min(line.byteLength, 256)).toString();
  return /"custom_id":"([^"]*)"/.exec(head)?.[1] ?? "";
}
