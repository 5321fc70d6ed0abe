import { isRecord } from "#contract/manifest/prompt.ts";
import { askForRecord, brokenJson } from "../provider/ask-for-record.ts";
import type { BatchProvider } from "../provider/batch-provider.ts";

/** A file or a batch as a list has it. */
export type ListedObject = Readonly<Record<string, unknown>> & { id: string };

/** Clocks differ, and what is listed is stamped by the provider's. */
const CLOCK_SKEW_SECONDS = 3_600;

/**
 * What a list of the provider's has from `since` on, page by page, newest first, as its lists come unless told otherwise. Ends with a page that
 * is older as a whole.
 */
export async function* listSince(
  path: string,
  since: Date,
  { access, connection }: BatchProvider,
  signal: AbortSignal,
): AsyncGenerator<ListedObject, void> {
  const oldest = since.getTime() / 1_000 - CLOCK_SKEW_SECONDS;
  let after = "";
  for (;;) {
    const page = `${path}${path.includes("?") ? "&" : "?"}limit=100${after}`;
    const answer = await askForRecord(access, connection, { method: "GET", path: page }, signal);
    const { data, has_more } = answer;
    if (!Array.isArray(data)) throw brokenJson(connection, "answered without a list");
    const listed = data.filter(isListed);
    yield* listed;
    const last = listed.at(-1);
    const next = last === undefined ? after : `&after=${encodeURIComponent(last.id)}`;
    // A server that gives the same page for ever is left.
    if (has_more !== true || next === after) return;
    if (listed.every(({ created_at }) => typeof created_at === "number" && created_at < oldest))
      return;
    after = next;
  }
}

function isListed(value: unknown): value is ListedObject {
  return isRecord(value) && typeof value.id === "string" && value.id !== "";
}
