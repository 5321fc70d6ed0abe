import { readFile } from "node:fs/promises";
import { brotliCompressSync, constants, deflateSync, gzipSync } from "node:zlib";
import { contract } from "#contract/index.ts";
import type { Endpoint } from "#contract/endpoint.ts";
import type { GatewayProcess } from "../gateway-process.ts";
import type { TestAccount } from "../test-account.ts";
import { attemptAll, heldRow } from "./attempts.ts";
import { OWN_CONNECTION } from "./uploads.ts";
import { judgeAnswer } from "./judge-answer.ts";
import type { TrustOptions, TrustRow } from "./part.ts";
import type { Outcome } from "./tally.ts";

const MEBIBYTE = 1024 ** 2;
/** What unpacks to this from a thousandth of it. */
const BOMB_BYTES = { short: 64 * MEBIBYTE, full: 1_024 * MEBIBYTE };
/** How much more memory the gateway may hold after all of it than before. */
const MOST_GROWTH_BYTES = 400 * MEBIBYTE;
/** No refusal is larger, whatever it was that is refused. */
const MOST_ANSWER_BYTES = 256 * 1024;
const ANSWERED_WITHIN_MS = 5_000;

interface Attack {
  name: string;
  endpoint: Endpoint;
  headers?: Record<string, string>;
  body: string | Uint8Array<ArrayBuffer>;
  /** Whether it is sent without saying its length. */
  isChunked?: boolean;
}

const { create: createBatch } = contract.batches;
const { createForModel } = contract.quotes;
const { create: createKey } = contract.apiKeys;
const { register } = contract.accounts;

const manyKeys = (count: number): string =>
  JSON.stringify(Object.fromEntries(Array.from({ length: count }, (_, at) => [`key-${at}`, at])));
const manyValues = (count: number, value: string): string =>
  `[${Array.from({ length: count }, () => value).join()}]`;

/** Bodies past every bound: too deep, too long, too many, packed. */
function attacks(bombBytes: number): Attack[] {
  const deep = [121, 6_000, 1_000_000].flatMap((depth) => [
    {
      name: `lists ${depth} deep`,
      endpoint: createKey,
      body: `{"label":${"[".repeat(depth)}${"]".repeat(depth)}}`,
    },
    {
      name: `objects ${depth} deep`,
      endpoint: createBatch,
      body: `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
    },
    {
      name: `lists ${depth} deep without an end`,
      endpoint: createForModel,
      body: "[".repeat(depth),
    },
  ]);
  const long = [
    {
      name: "2 MiB and a byte",
      endpoint: createKey,
      body: JSON.stringify({ label: "x".repeat(2 * MEBIBYTE) }),
    },
    {
      name: "the same without a length",
      endpoint: createKey,
      body: JSON.stringify({ label: "x".repeat(2 * MEBIBYTE) }),
      isChunked: true,
    },
    { name: "16 MiB and more", endpoint: createBatch, body: " ".repeat(17 * MEBIBYTE) },
    {
      name: "the same without a length",
      endpoint: createForModel,
      body: " ".repeat(17 * MEBIBYTE),
      isChunked: true,
    },
    {
      name: "a label of 2 million letters",
      endpoint: createKey,
      body: JSON.stringify({ label: "x".repeat(1_900_000) }),
    },
    {
      name: "a number of a million digits",
      endpoint: createForModel,
      body: `{"models":["a"],"estimated_items":1${"0".repeat(1_000_000)}}`,
    },
  ];
  const many = [
    { name: "100,000 unknown names", endpoint: createKey, body: manyKeys(100_000) },
    { name: "100,000 unknown names of somebody new", endpoint: register, body: manyKeys(100_000) },
    {
      name: "100,000 pairs of metadata",
      endpoint: createBatch,
      body: `{"quote_id":"q","items":[{}],"metadata":${manyKeys(100_000)}}`,
    },
    {
      name: "a million items",
      endpoint: createBatch,
      body: `{"quote_id":"q","items":${manyValues(1_000_000, "{}")}}`,
    },
    {
      name: "a million models",
      endpoint: createForModel,
      body: `{"models":${manyValues(1_000_000, '""')}}`,
    },
    {
      name: "half a million messages",
      endpoint: contract.workflows.createAgentRun,
      body: `{"input":{"messages":${manyValues(500_000, "{}")}}}`,
    },
    {
      name: "a name that is every object's",
      endpoint: createKey,
      body: '{"label":"x","__proto__":{"admin":true}}',
    },
    {
      name: "the same name a hundred thousand times",
      endpoint: createKey,
      body: `{${Array.from({ length: 100_000 }, () => '"labe":1').join()}}`,
    },
  ];
  return [...deep, ...long, ...many, ...packed(bombBytes)];
}

/** One and the same bomb by every coding that clients name, to an endpoint of JSON and to the one of files. */
function packed(bombBytes: number): Attack[] {
  const bomb = Buffer.alloc(bombBytes, " ");
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  const gzip = Uint8Array.from(gzipSync(bomb));
  const coded: [string, Uint8Array<ArrayBuffer>][] = [
    ["gzip", gzip],
    ["GZIP", gzip],
    ["x-gzip", gzip],
    ["gzip, gzip", Uint8Array.from(gzipSync(gzip))],
    ["identity, gzip", gzip],
    ["deflate", Uint8Array.from(deflateSync(bomb))],
    ["br", Uint8Array.from(brotliCompressSync(bomb, quick))],
    ["zstd", gzip],
    ["unknown", gzip],
  ];
  return coded.flatMap(([coding, body]) => [
    {
      name: `${coding}, as JSON`,
      endpoint: createKey,
      headers: { "content-encoding": coding },
      body,
    },
    {
      name: `${coding}, as a file`,
      endpoint: contract.files.upload,
      headers: { "content-encoding": coding, "content-type": "application/x-ndjson" },
      body,
    },
  ]);
}

/** Each refused by a declared error, soon and in few words, and the gateway no larger for it. */
export async function attackBodies(
  account: TestAccount,
  gateway: GatewayProcess,
  { isShort }: TrustOptions,
): Promise<TrustRow[]> {
  const all = attacks(isShort ? BOMB_BYTES.short : BOMB_BYTES.full);
  const before = await residentBytes(gateway.pid);
  const row = await attemptAll(
    "bodies too deep, too long, too many, packed",
    all.length,
    (at) => send(account, gateway.url, all[at]).catch(cutOffIsRefused),
    2,
  );
  const growth = (await residentBytes(gateway.pid)) - before;
  const lost =
    growth <= MOST_GROWTH_BYTES
      ? []
      : [`it holds ${Math.round(growth / MEBIBYTE)} MiB more than before`];
  return [row, heldRow("the gateway's memory after them", lost.length === 0 ? 1 : 0, lost)];
}

async function send(
  { api_key, session_token }: TestAccount,
  url: string,
  attack: Attack | undefined,
): Promise<Outcome> {
  if (attack === undefined) return { lost: "no attack" };
  const { name, endpoint, headers, body, isChunked } = attack;
  const token = endpoint.auth.kind === "session" ? session_token : api_key;
  const startedAt = performance.now();
  const response = await fetch(url + endpoint.path, {
    method: endpoint.method,
    headers: {
      "content-type": "application/json",
      authorization: `Bearer ${token}`,
      "idempotency-key": crypto.randomUUID(),
      ...OWN_CONNECTION,
      ...headers,
    },
    body: isChunked === true ? new Blob([body]).stream() : body,
    ...(isChunked === true && { duplex: "half" }),
  });
  const text = await response.text();
  const ms = performance.now() - startedAt;
  const verdict = judgeAnswer(endpoint, {
    status: response.status,
    headers: response.headers,
    text,
  });
  if (verdict.kind === "lost") return { lost: `${name}: ${verdict.why}` };
  if (verdict.kind === "survived") return { lost: `${name}: taken` };
  if (text.length > MOST_ANSWER_BYTES)
    return { lost: `${name}: a refusal of ${text.length} bytes` };
  return ms > ANSWERED_WITHIN_MS
    ? { lost: `${name}: refused after ${Math.round(ms)} ms` }
    : "refused";
}

/** What is refused by its length has its connection ended while it still comes: a client may see no more than that. */
function cutOffIsRefused(error: unknown): Outcome {
  const { code = "" } = ((error as Error).cause ?? {}) as { code?: string }; // what fetch throws says why so
  if (["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"].includes(code)) return "refused";
  throw error;
}

/** What a process holds in memory; 0 where the system does not say. */
async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024;
}
