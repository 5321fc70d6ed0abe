import { type Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import type { CarefulClient } from "./careful-client.ts";
import type { Findings } from "./findings.ts";
import { allPages } from "./pages.ts";
import type { Submission } from "./workload.ts";

const NOT_DONE = new Set(["batch_cancelled", "batch_expired", "batch_failed"]);

/** The rows of both files, as anyone reads them who follows the links. */
export interface ResultFiles {
  output: ResultRow[];
  errors: ResultRow[];
  texts: { output: string | null; errors: string | null };
}

/** Reads both files by the batch's own links, and again by the links that are asked for. */
export async function readFiles(
  client: CarefulClient,
  batch: Batch,
  found: Findings,
): Promise<ResultFiles> {
  const texts = { output: null, errors: null } as ResultFiles["texts"];
  for (const kind of ["output", "errors"] as const) {
    const link = kind === "output" ? batch.output_file_url : batch.error_file_url;
    if (link === null) continue;
    texts[kind] = await client.download(link);
    const query = { params: { id: batch.id }, query: { kind } };
    const { url } = await client.call(contract.batches.artifactUrl, query);
    found.check((await client.download(url)) === texts[kind], `has two ${kind} files`);
  }
  return { output: rowsOf(texts.output), errors: rowsOf(texts.errors), texts };
}

function rowsOf(text: string | null): ResultRow[] {
  const lines = (text ?? "").split("\n").filter((line) => line !== "");
  return lines.map((line) => ResultRow.parse(JSON.parse(line)));
}

/** The rows of the results, page by page. */
export function listResults(client: CarefulClient, id: Batch["id"]): Promise<ResultRow[]> {
  return allPages((cursor) =>
    client.call(contract.batches.results, {
      params: { id },
      query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
}

/** Each item once, in order, the same wherever it is read, and counted as what it is. */
export function checkItems(
  found: Findings,
  { shape }: Submission,
  batch: Batch,
  { rows, files }: { rows: readonly ResultRow[]; files: ResultFiles },
): void {
  const inFiles = new Map(
    [...files.output, ...files.errors].map((row) => [row.customer_item_id, JSON.stringify(row)]),
  );
  const idsOf = (list: readonly ResultRow[]): string[] => list.map((row) => row.customer_item_id);
  const times = countIds([...files.output, ...files.errors]);
  found.check(
    shape.ids.every((id) => times.get(id) === 1) && times.size === shape.ids.length,
    `does not have each item once over both files: ${times.size} of ${shape.ids.length}`,
  );
  found.check(isInOrder(shape.ids, idsOf(files.output)), "has an output file out of order");
  found.check(isInOrder(shape.ids, idsOf(files.errors)), "has an error file out of order");
  found.check(
    idsOf(rows).join() === shape.ids.join(),
    "lists other results than its items in order",
  );
  found.check(
    rows.every((row) => inFiles.get(row.customer_item_id) === JSON.stringify(row)),
    "lists results that differ from its files",
  );
  const notDone = files.errors.filter((row) => NOT_DONE.has(row.error?.code ?? "")).length;
  const { completed, failed, cancelled, total } = batch.counts;
  const counted = [files.output.length, files.errors.length - notDone, notDone, shape.ids.length];
  found.check(
    counted.join() === [completed, failed, cancelled, total].join(),
    `counts ${[completed, failed, cancelled, total].join(", ")}; its files have ${counted.join(", ")}`,
  );
}

/** How often each item is in these rows. */
export function countIds(rows: readonly ResultRow[]): Map<string, number> {
  const times = new Map<string, number>();
  for (const { customer_item_id: id } of rows) times.set(id, (times.get(id) ?? 0) + 1);
  return times;
}

/** Whether the second list has its ids in the order of the first. */
function isInOrder(all: readonly string[], some: readonly string[]): boolean {
  const places = new Map(all.map((id, at) => [id, at]));
  return some.every(
    (id, at) => at === 0 || (places.get(some[at - 1] ?? "") ?? -1) < (places.get(id) ?? -1),
  );
}
