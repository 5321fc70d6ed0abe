import type { Batch } from "#contract/batches.ts";
import type { InputFile } from "#contract/files.ts";
import type { Quote } from "#contract/quotes.ts";
import type { AgentRun } from "#contract/workflows.ts";

export type ThingKind = "batch" | "file" | "run" | "quote";

/** Something of the organisation's that this tab has seen. */
export interface Thing {
  kind: ThingKind;
  id: string;
  /** The name that a person gave it, or the id where nobody did. */
  title: string;
  /** State and size, in a few words. */
  detail: string;
  /** RFC 3339 */
  created_at: string;
}

/** An entry of the query cache. */
export interface CachedAnswer {
  queryKey: readonly unknown[];
  data: unknown;
}

function batchThing({ id, metadata, status, item_count, created_at }: Batch): Thing {
  const title = metadata["name"]?.trim() || id;
  return { kind: "batch", id, title, detail: `${status} · ${items(item_count)}`, created_at };
}

function fileThing({ id, filename, line_count, created_at }: InputFile): Thing {
  return { kind: "file", id, title: filename, detail: items(line_count), created_at };
}

function runThing({ id, status, model, input, created_at }: AgentRun): Thing {
  const asked = input.messages.findLast(({ role }) => role === "user")?.content.slice(0, 80);
  return { kind: "run", id, title: asked ?? id, detail: `${status} · ${model}`, created_at };
}

function quoteThing({ quote_id, status, item_count, created_at }: Quote): Thing {
  const detail = `${status} · ${items(item_count)}`;
  return { kind: "quote", id: quote_id, title: quote_id, detail, created_at };
}

function items(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "item" : "items"}`;
}

/** How the answers of an endpoint hold things: one of them, or a page. */
const READERS: Readonly<Record<string, (data: never) => Thing[]>> = {
  "batches.get": (batch: Batch) => [batchThing(batch)],
  "batches.list": ({ data }: { data: Batch[] }) => data.map(batchThing),
  "files.get": (file: InputFile) => [fileThing(file)],
  "files.list": ({ data }: { data: InputFile[] }) => data.map(fileThing),
  "workflows.getAgentRun": (run: AgentRun) => [runThing(run)],
  "workflows.listAgentRuns": ({ data }: { data: AgentRun[] }) => data.map(runThing),
  "quotes.get": (quote: Quote) => [quoteThing(quote)],
};

function thingsOf({ queryKey, data }: CachedAnswer): Thing[] {
  const [, group, name] = queryKey;
  const read = READERS[`${String(group)}.${String(name)}`];
  if (read === undefined || data === undefined || data === null) return [];
  try {
    // Under this key only the endpoint's own answers are kept.
    return read(data as never);
  } catch {
    // An answer off the contract is shown on its page; here it is passed over.
    return [];
  }
}

/** What the cache of one environment holds, newest first, each once. */
export function recentThings(answers: readonly CachedAnswer[], environmentId: string): Thing[] {
  const byId = new Map<string, Thing>();
  for (const answer of answers) {
    if (answer.queryKey[0] !== environmentId) continue;
    for (const thing of thingsOf(answer)) byId.set(thing.id, thing);
  }
  return [...byId.values()].toSorted((one, other) =>
    other.created_at < one.created_at ? -1 : other.created_at > one.created_at ? 1 : 0,
  );
}
