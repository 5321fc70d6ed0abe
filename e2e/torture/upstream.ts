import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "#contract/batch-states.ts";
import { type Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import { jsonl, realInput, type TestInput } from "../input-files.ts";
import { findTwice } from "./batch-records.ts";
import { CarefulClient } from "./careful-client.ts";
import { Findings } from "./findings.ts";
import type { GatewayGroup } from "./gateway-group.ts";
import type { PartOptions, PartReport, TortureEngine } from "./part.ts";
import { startPair, type UpstreamPair } from "./upstream-pair.ts";

/** Where each life of the front ends, in the order in which a batch comes by. */
const FRONT_DIES_AT = [
  "plan_begun",
  "round_written",
  "after_round_commit",
  "before_upstream_submit",
  "after_upstream_submit",
  "after_upstream_known",
  "upstream_answers_written",
  "after_upstream_answered",
  "after_upstream_forgotten",
  "unit_file_written",
  "before_unit_commit",
  "after_unit_commit",
  "output_joined",
  "before_settle_commit",
];
/** Likewise of the gateway behind it. */
const BACK_DIES_AT = [
  "after_upload_stored",
  "before_submit_commit",
  "after_submit_commit",
  "after_lane_answer#40",
  "before_unit_commit",
  "output_joined",
  "before_settle_commit",
];
const LEAST_KILLS = 10;
const REAL_INPUT = "gsm8k.openai-batch.jsonl";
/** As many as the real one has. */
const MADE_ITEMS = 1_319;
const ITEMS_PER_BATCH = 400;
const ENDS_WITHIN_MS = 6 * 60_000;
const LOOK_EVERY_MS = 500;

/**
 * Runs a file through two gateways in a row, each killed again and again on the way: every item comes back once, and each batch that the
 * first hands to the second is there once.
 */
export async function tortureUpstream(options: PartOptions): Promise<PartReport> {
  const lines: string[] = [];
  const deviations: string[] = [];
  for (const engine of enginesOf(options)) {
    const pair = await startPair(engine, options, ITEMS_PER_BATCH);
    try {
      const ran = await runThrough(pair, engine);
      lines.push(ran.line);
      deviations.push(...ran.deviations.map((deviation) => `${engine}: ${deviation}`));
    } finally {
      await pair.dispose();
    }
  }
  return { part: "upstream", lines, deviations };
}

/** What differs between the engines is tortured elsewhere, so the short form has one. */
function enginesOf({ engines, isShort }: PartOptions): readonly TortureEngine[] {
  return isShort ? engines.slice(0, 1) : engines;
}

async function runThrough(
  pair: UpstreamPair,
  engine: TortureEngine,
): Promise<{ line: string; deviations: string[] }> {
  const { front, back, frontUser, groups } = pair;
  const started = performance.now();
  const input = (await realInput(REAL_INPUT)) ?? madeInput();
  const patient = new CarefulClient(frontUser.client, AbortSignal.timeout(ENDS_WITHIN_MS));
  await front.restartFor(...FRONT_DIES_AT.map(killAt));
  await back.restartFor(...BACK_DIES_AT.map(killAt));
  const batch = await untilEnded(patient, await submitFile(patient, input.bytes));
  front.leaveInPeace();
  back.leaveInPeace();
  const found = new Findings(`${batch.id} (${batch.status})`);
  checkItems(found, batch, input.ids, await outputOf(patient, batch));
  const handedOver = await checkUpstream(found, pair, input.ids.length);
  const killed = { front: atFailPoints(front.kills), back: atFailPoints(back.kills) };
  const kills = killed.front + killed.back;
  found.check(kills >= LEAST_KILLS, `saw ${kills} kills at fail-points only`);
  const ended = [...groups.front.deviations, ...groups.back.deviations];
  const books = [
    ...(await audit(groups.front, [batch.id])),
    ...(await audit(groups.back, handedOver)),
  ];
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  const where = `${killed.front} of the first, ${killed.back} of the second`;
  const line = `${engine}: ${input.ids.length} items through two gateways in ${handedOver.length} upstream batches, ${kills} kills at fail-points (${where}), ${seconds} s; input: ${input.filename}`;
  return { line, deviations: [...found.deviations, ...ended, ...books] };
}

/** As many lines for the pair's only model, where the checkout has no real ones beside it. */
function madeInput(): TestInput {
  const ids = Array.from({ length: MADE_ITEMS }, (_, at) => `made-${at}`);
  const lines = ids.map((custom_id) => ({
    custom_id,
    method: "POST",
    url: "/v1/chat/completions",
    body: { model: "gpt-4o-mini", messages: [{ role: "user", content: `Question ${custom_id}` }] },
  }));
  return { filename: "made lines", bytes: Buffer.from(jsonl(lines)), ids };
}

function atFailPoints(kills: readonly string[]): number {
  return kills.filter((where) => where !== "at random").length;
}

function killAt(point: string): string {
  const [name = "", pass = "1"] = point.split("#");
  return `${name}:kill#${pass}`;
}

async function submitFile(client: CarefulClient, bytes: Buffer): Promise<Batch["id"]> {
  const file = await client.call(contract.files.upload, {
    query: { filename: "torture.jsonl" },
    body: new Blob([new Uint8Array(bytes)]),
  });
  const { quote_id } = await client.call(contract.quotes.createForModel, {
    body: { input_file_id: file.id },
  });
  const { batch } = await client.call(
    contract.batches.create,
    { body: { quote_id, input_file_id: file.id } },
    `on-${quote_id}`,
  );
  return batch.id;
}

async function untilEnded(client: CarefulClient, id: Batch["id"]): Promise<Batch> {
  for (;;) {
    const batch = await client.call(contract.batches.get, { params: { id } });
    if (isTerminal(batch.status)) return batch;
    await delay(LOOK_EVERY_MS);
  }
}

async function outputOf(client: CarefulClient, batch: Batch): Promise<ResultRow[]> {
  const rows: ResultRow[] = [];
  for (const url of [batch.output_file_url, batch.error_file_url]) {
    if (url === null) continue;
    const text = await client.download(url);
    const lines = text.split("\n").filter((line) => line !== "");
    rows.push(...lines.map((line) => ResultRow.parse(JSON.parse(line))));
  }
  return rows;
}

function checkItems(
  found: Findings,
  batch: Batch,
  ids: readonly string[],
  rows: readonly ResultRow[],
): void {
  const got = rows.map(({ custom_id }) => custom_id);
  found.check(batch.status === "completed", `has ended as ${batch.status}`);
  found.check(
    got.join() === ids.join(),
    `has ${got.length} results, not each item's once in order`,
  );
  const answered = rows.filter(({ response }) => response?.status_code === 200).length;
  found.check(answered === ids.length, `has ${answered} answers to ${ids.length} items`);
}

/** Every batch at the second gateway is another one, and together they have each item once. Their ids. */
async function checkUpstream(
  found: Findings,
  { backUser, groups }: UpstreamPair,
  itemCount: number,
): Promise<Batch["id"][]> {
  const batches = await backUser.listBatches();
  const references = batches.map(({ metadata }) => String(metadata["batchrouter_reference"]));
  found.check(new Set(references).size === batches.length, `is there twice: ${references.join()}`);
  const items = batches.reduce((sum, { item_count }) => sum + item_count, 0);
  found.check(items === itemCount, `made ${items} items upstream of ${itemCount}`);
  await groups.front.rest();
  const store = await groups.front.openStore();
  const known = await store.query<{ reference: string }>(
    "select reference from upstream_batches order by reference",
  );
  await store.close();
  const noted = known.map(({ reference }) => reference).join();
  found.check(
    noted === references.toSorted().join(),
    `has the upstream batches ${noted} in its books, and ${references.join()} are there`,
  );
  await groups.back.rest();
  return batches.map(({ id }) => id);
}

/** What is not in order in the books of a gateway that rests. */
async function audit(group: GatewayGroup, batches: readonly Batch["id"][]): Promise<string[]> {
  const store = await group.openStore();
  const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
  const twice: string[] = [];
  for (const id of batches) twice.push(...(await findTwice(store, id)));
  await store.close();
  return [...books.map(({ deviation }) => deviation), ...twice];
}
