/**
 * `npm run walk -- [--to URL] [--input FILE] [--verbose]`: the whole lifecycle on the command line, through the same typed
 * client as the console, against any environment. Exits with 1 when an answer is off the contract or a step fails.
 */
import { randomUUID } from "node:crypto";
import { openAsBlob } from "node:fs";
import { createInterface } from "node:readline/promises";
import { parseArgs } from "node:util";
import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { ApiError, createClient, type Client, type Exchange } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { createLineSplitter } from "#contract/manifest/lines.ts";

const { values: options } = parseArgs({
  options: {
    to: { type: "string", default: "http://127.0.0.1:8787" },
    input: { type: "string", default: "public/samples/support-tickets.native.jsonl" },
    verbose: { type: "boolean", default: false },
  },
});

const POLL_MS = 500;
const email = `walk-${randomUUID().slice(0, 8)}@example.com`;
const password = randomUUID();

let credential: string | undefined;
let session: string | undefined;
const offContract: Exchange[] = [];

function report(exchange: Exchange): void {
  if (exchange.status === null && exchange.failure === null) return;
  const took = `${Math.round(exchange.duration_ms)} ms`;
  const outcome = exchange.status ?? exchange.failure ?? "";
  console.log(
    `  ${exchange.method} ${exchange.path} → ${outcome} · ${took} · ${exchange.request_id ?? "no request id"}`,
  );
  if (options.verbose && exchange.request_body !== null)
    console.log(`    > ${exchange.request_body}`);
  if (options.verbose && exchange.response_body !== null)
    console.log(`    < ${exchange.response_body}`);
  if (exchange.off_contract.length === 0) return;
  offContract.push(exchange);
  for (const { path, message } of exchange.off_contract)
    console.log(`    off the contract at ${path || "the answer"}: ${message}`);
}

const client: Client = createClient({
  baseUrl: options.to.replace(/\/+$/, ""),
  credential: (endpoint) => (endpoint.auth.kind === "session" ? session : (credential ?? session)),
  onExchange: report,
});

function step(number: number, title: string): void {
  console.log(`\n${number}. ${title}`);
}

/** The verification token: from the local mailbox where there is one, else typed in. */
async function verificationToken(): Promise<string> {
  try {
    const { data } = await client.call(contract.local.listMails, { query: { to: email } });
    const token = data.find((mail) => mail.token !== null)?.token;
    if (token != null) return token;
  } catch (error) {
    // A hosted gateway has no mailbox to look into.
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  const token = await terminal.question(`  Token of the mail to ${email}: `);
  terminal.close();
  return token.trim();
}

async function register(): Promise<void> {
  step(1, "Register");
  await client.call(contract.accounts.register, { body: { agent_name: "walk", email, password } });
  step(2, "Verify the email");
  const verified = await client.call(contract.accounts.verifyEmail, {
    body: { token: await verificationToken() },
  });
  session = verified.session_token;
  step(3, "Create an API key");
  const created = await client.call(contract.apiKeys.create, { body: { label: "walk" } });
  credential = created.api_key;
}

async function submit(): Promise<Batch> {
  step(4, "Upload, quote and submit");
  const file = await client.call(contract.files.upload, {
    query: { filename: options.input.split("/").at(-1) ?? "input.jsonl" },
    body: await openAsBlob(options.input),
  });
  console.log(`  ${file.line_count} lines, ${file.bytes} bytes, ${file.format}`);
  const quote = await client.call(contract.quotes.createForModel, {
    body: { input_file_id: file.id, routing_mode: "cheapest" },
  });
  const { total, basis } = quote.pricing_estimate;
  console.log(`  ceiling $${total.amount} by the ${basis}, locked until ${quote.expires_at}`);
  const { batch } = await client.call(
    contract.batches.create,
    { body: { quote_id: quote.quote_id, input_file_id: file.id, metadata: { name: "walk" } } },
    { idempotencyKey: randomUUID() },
  );
  return batch;
}

async function watch(first: Batch): Promise<Batch> {
  step(5, "Receive the results");
  let batch = first;
  while (!isTerminal(batch.status)) {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    batch = await client.call(
      contract.batches.get,
      { params: { id: first.id } },
      { conditional: true },
    );
  }
  const { total, completed, failed, cancelled } = batch.counts;
  console.log(
    `  ${batch.status}: ${completed} of ${total} completed, ${failed} failed, ${cancelled} cancelled, $${batch.cost.amount}`,
  );
  return batch;
}

async function idsOf(source: Blob): Promise<string[]> {
  const ids: string[] = [];
  const decoder = new TextDecoder();
  const splitter = createLineSplitter({
    maxLineBytes: 64 * 1024 ** 2,
    onLine: (bytes) => {
      // Both line formats and the result rows name their item by one of these.
      const row = JSON.parse(decoder.decode(bytes)) as {
        custom_id?: string;
        customer_item_id?: string;
      };
      ids.push(row.custom_id ?? row.customer_item_id ?? "");
    },
    onLongLine: (line) => {
      throw new Error(`Line ${line} is too long`);
    },
  });
  for await (const chunk of source.stream()) splitter.push(chunk);
  splitter.end();
  return ids;
}

async function artifactIds(batch: Batch, kind: "output" | "errors"): Promise<string[]> {
  const isThere = kind === "output" ? batch.output_file_url : batch.error_file_url;
  if (isThere === null) return [];
  const { url } = await client.call(contract.batches.artifactUrl, {
    params: { id: batch.id },
    query: { kind },
  });
  const response = await fetch(url);
  if (!response.ok) throw new Error(`The ${kind} artifact answered ${response.status}`);
  return idsOf(await response.blob());
}

/** Each id of the input exactly once over both artifacts, and in input order within each. */
async function reconcile(batch: Batch): Promise<void> {
  const wanted = await idsOf(await openAsBlob(options.input));
  const place = new Map(wanted.map((id, index) => [id, index]));
  const output = await artifactIds(batch, "output");
  const errors = await artifactIds(batch, "errors");
  const seen = new Set([...output, ...errors]);
  if (output.length + errors.length !== wanted.length || seen.size !== wanted.length) {
    throw new Error(
      `${wanted.length} items went in, ${output.length} answers and ${errors.length} errors came out`,
    );
  }
  for (const ids of [output, errors]) {
    const places = ids.map((id) => place.get(id) ?? -1);
    const isOrdered = places.every(
      (at, index) => at >= 0 && (index === 0 || at > (places[index - 1] ?? -1)),
    );
    if (!isOrdered)
      throw new Error("An artifact is not in input order, or holds an id that was not sent");
  }
  console.log(
    `  ${output.length} answers and ${errors.length} errors: each of ${wanted.length} ids exactly once, in input order`,
  );
}

async function agentLoop(): Promise<void> {
  step(6, "Run a single-step agent loop");
  const input = {
    messages: [{ role: "user" as const, content: "Name the six steps of a batch." }],
  };
  let { run } = await client.call(contract.workflows.createAgentRun, { body: { input } });
  while (run.status === "queued" || run.status === "running") {
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    run = await client.call(
      contract.workflows.getAgentRun,
      { params: { id: run.id } },
      { conditional: true },
    );
  }
  console.log(`  ${run.status}: ${run.output?.message.content ?? run.error?.message ?? ""}`);
}

try {
  console.log(`Walking the lifecycle against ${options.to} with ${options.input}`);
  await register();
  const batch = await watch(await submit());
  await reconcile(batch);
  await client.call(contract.batches.get, {
    params: { id: batch.id },
    query: { include_billing_receipt: "true" },
  });
  await client.call(contract.batches.results, { params: { id: batch.id }, query: { limit: 5 } });
  await client.call(contract.accounts.get, {});
  await agentLoop();
  console.log(
    offContract.length === 0
      ? "\nEvery answer was on the contract."
      : `\n${offContract.length} answers were off the contract.`,
  );
  process.exitCode = offContract.length === 0 && batch.status === "completed" ? 0 : 1;
} catch (error) {
  const reason =
    error instanceof ApiError
      ? `${error.code}: ${error.message} (${error.request_id ?? "no request id"})`
      : String(error);
  console.error(`\nThe walk ended early. ${reason}`);
  if (error instanceof ApiError) {
    for (const { line, message } of error.preflight)
      console.error(`  line ${line ?? "?"}: ${message}`);
    for (const { path, message } of error.issues) console.error(`  ${path}: ${message}`);
  }
  process.exitCode = 1;
}
