import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contract } from "#contract/index.ts";
import { type BenchGateway, withBenchGateway } from "./bench-gateway.ts";
import type { BenchPart, BenchReport } from "./part.ts";

const MODELS = 200;
const LANES = 8;
/** As many as one quote may name. */
const MODELS_NAMED = 20;
const ROUNDS = 300;
/** Until the code that answers is compiled. */
const WARM_UP_ROUNDS = 50;
const LIMIT_MS = 10;

const CATALOG = new URL("../../src/gateway/catalog/catalog.json", import.meta.url);
/** What of the catalog's file is multiplied; the rest of each entry is kept as it is. */
interface CatalogText {
  lanes: { lane_id: string }[];
  models: { slug: string; aliases: string[]; operations: string[]; offerings: object[] }[];
}

const slugOf = (model: number) => `bench-model-${model}`;

/** A catalog of many models, each on the same lanes, made of the entries of the one that comes with the gateway. */
async function writeCatalog(path: string): Promise<void> {
  const catalog = JSON.parse(await readFile(CATALOG, "utf8")) as CatalogText; // checked by the gateway when it starts
  const lanes = catalog.lanes.slice(0, LANES);
  const [model] = catalog.models.filter(({ operations }) => operations.includes("responses"));
  const [offering] = model?.offerings ?? [];
  if (model === undefined || lanes.length < LANES)
    throw new Error("The catalog has become too small.");
  const models = Array.from({ length: MODELS }, (_, at) => ({
    ...model,
    slug: slugOf(at),
    aliases: [],
    offerings: lanes.map(({ lane_id }, nth) => ({
      ...offering,
      lane_id,
      input_price_per_million: `${1 + ((at + nth) % 7)}.25`,
    })),
  }));
  await writeFile(path, JSON.stringify({ ...catalog, lanes, models }));
}

/** Milliseconds at the middle and at the 95th of 100, as the caller sees them, one call after the other. */
async function timed(work: (round: number) => Promise<unknown>) {
  const times: number[] = [];
  for (let round = -WARM_UP_ROUNDS; round < ROUNDS; round += 1) {
    const startedAt = performance.now();
    await work(round);
    if (round >= 0) times.push(performance.now() - startedAt);
  }
  times.sort((left, right) => left - right);
  const at = (share: number) => times[Math.floor(ROUNDS * share)] ?? Number.NaN;
  return { median: at(0.5), p95: at(0.95) };
}

/** Asks as any HTTP client does, up to the last byte of the answer; what is made of it then is the caller's time. */
async function ask(
  { account, gateway }: BenchGateway,
  method: "GET" | "POST",
  path: string,
  body?: object,
): Promise<void> {
  const answer = await fetch(`${gateway.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${account.api_key}`,
      ...(body && { "content-type": "application/json" }),
    },
    ...(body && { body: JSON.stringify(body) }),
  });
  await answer.arrayBuffer();
  if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}.`);
}

async function measure(report: BenchReport, bench: BenchGateway): Promise<void> {
  const { client } = bench.account;
  const read = await timed(() => ask(bench, "GET", contract.accounts.get.path));
  report.figure("GET /v1/auth/account, median", read.median, "ms");
  const shapes: Record<string, (round: number) => string[]> = {
    "one model": (round) => [slugOf((round + MODELS) % MODELS)],
    [`${MODELS_NAMED} models`]: (round) =>
      Array.from({ length: MODELS_NAMED }, (_, at) => slugOf((round + at + MODELS) % MODELS)),
  };
  for (const [name, modelsOf] of Object.entries(shapes)) {
    const bodyOf = (round: number) => ({
      models: modelsOf(round),
      estimated_items: 10_000,
      routing_mode: "balanced" as const,
    });
    const { path } = contract.quotes.createForModel;
    const quote = await timed((round) => ask(bench, "POST", path, bodyOf(round)));
    const checked = await timed((round) =>
      client.call(contract.quotes.createForModel, { body: bodyOf(round) }),
    );
    report.figure(`quote over ${name} on ${LANES} lanes, median`, quote.median, "ms");
    report.figure(`quote over ${name} on ${LANES} lanes, 95th of 100`, quote.p95, "ms");
    report.figure("the same by the typed client, which checks it", checked.median, "ms");
    report.ratio(`quote over ${name}`, quote.median / read.median, "an authenticated read");
    if (quote.median >= LIMIT_MS)
      report.fail(`a quote over ${name} takes less than ${LIMIT_MS} ms`);
  }
}

/** How long a quote takes over a large catalog, beside a plain read. */
export const quotesPart: BenchPart = {
  name: "quotes",
  description: `a quote over a catalog of ${MODELS} models on ${LANES} lanes each, beside an authenticated read`,
  async run(report) {
    const folder = await mkdtemp(join(tmpdir(), "batchrouter-bench-catalog-"));
    try {
      const BATCHROUTER_CATALOG = join(folder, "catalog.json");
      await writeCatalog(BATCHROUTER_CATALOG);
      await withBenchGateway((bench) => measure(report, bench), { BATCHROUTER_CATALOG });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
};
