import type { ResultRow } from "#contract/batches.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import { sha256 } from "#contract/sha256.ts";
import { linesOf } from "../artifact-lines.ts";
import { readAnswer } from "../items/answer-reading.ts";
import { excerpt } from "../items/input-reading.ts";
import { itemPlace } from "../items/item-place.ts";
import { readResultLine } from "../result-line.ts";
import type { Verdict } from "./verdicts.ts";

/** Where an item's result lies in the artifacts of its batch, and how it begins. */
export interface ComparedSide {
  /** The index of the artifact. */
  file: number;
  offset: number;
  sizeBytes: number;
  excerpt: string;
}

/** One item of two batches; a side is null where the batch does not have it. */
export interface ComparedRow {
  custom_id: string;
  verdict: Verdict;
  earlier: ComparedSide | null;
  later: ComparedSide | null;
}

/** Two batches joined; of each also how many of its lines cannot be read, whose items it then seems not to have. */
export interface ComparedArtifacts {
  rows: ComparedRow[];
  unreadable: { earlier: number; later: number };
}

interface ReadSide {
  side: ComparedSide;
  place: number;
  /** The digest of the answer; null for a failure. */
  digest: string | null;
}

const EXCERPT_CHARACTERS = 120;

/** Joins two batches by item id: in the later one's input order, then what only the earlier has, in its own. */
export async function compareArtifacts(
  earlier: readonly Blob[],
  later: readonly Blob[],
): Promise<ComparedArtifacts> {
  const { sides: before, unreadable: lostBefore } = await readSides(earlier);
  const { sides: after, unreadable: lostAfter } = await readSides(later);
  const rows: ComparedRow[] = [];
  for (const [custom_id, now] of inOrder(after)) {
    const then = before.get(custom_id);
    before.delete(custom_id);
    const verdict = verdictOf(then, now);
    rows.push({ custom_id, verdict, earlier: then?.side ?? null, later: now.side });
  }
  for (const [custom_id, { side }] of inOrder(before)) {
    rows.push({ custom_id, verdict: "only_earlier", earlier: side, later: null });
  }
  return { rows, unreadable: { earlier: lostBefore, later: lostAfter } };
}

function inOrder(sides: ReadonlyMap<string, ReadSide>): [string, ReadSide][] {
  return [...sides].toSorted(([, a], [, b]) => a.place - b.place);
}

function verdictOf(then: ReadSide | undefined, now: ReadSide): Verdict {
  if (then === undefined) return "only_later";
  if (then.digest === null) return now.digest === null ? "failed" : "fixed";
  if (now.digest === null) return "broken";
  return then.digest === now.digest ? "same" : "changed";
}

async function readSides(
  artifacts: readonly Blob[],
): Promise<{ sides: Map<string, ReadSide>; unreadable: number }> {
  const sides = new Map<string, ReadSide>();
  let unreadable = 0;
  for (const [file, artifact] of artifacts.entries()) {
    // One after another: a line of each would be held else.
    // oxlint-disable-next-line no-await-in-loop
    for await (const { text, offset, sizeBytes } of linesOf(artifact.stream())) {
      const row = readResultLine(text);
      if (row === undefined) {
        unreadable += 1;
        continue;
      }
      const shown = sideText(row);
      sides.set(row.custom_id, {
        side: { file, offset, sizeBytes, excerpt: excerpt(shown, EXCERPT_CHARACTERS) },
        place: itemPlace(row),
        digest: row.error === null ? digestOf(shown) : null,
      });
    }
  }
  return { sides, unreadable };
}

/** What of a result is compared and shown: the answer's text, what stands in for it, or the error. */
export function sideText(row: ResultRow): string {
  if (row.error !== null) return row.error.message;
  const { text } = readAnswer(row);
  if (text !== "") return text;
  const body = row.response?.body;
  if (!isRecord(body)) return "";
  if (Array.isArray(body.data)) return JSON.stringify(body.data);
  return callsText(body);
}

/** Tool calls without the ids that each run gives them anew. */
function callsText(body: Record<string, unknown>): string {
  const said: unknown = Array.isArray(body.choices) ? body.choices[0] : undefined;
  const message = isRecord(said) && isRecord(said.message) ? said.message : {};
  const calls = Array.isArray(message.tool_calls)
    ? message.tool_calls
    : Array.isArray(body.output)
      ? body.output.filter((entry) => isRecord(entry) && entry.type === "function_call")
      : [];
  if (calls.length === 0) return "";
  return JSON.stringify(calls, (key, value: unknown) =>
    key === "id" || key === "call_id" ? undefined : value,
  );
}

function digestOf(text: string): string {
  return String.fromCharCode(...sha256(new TextEncoder().encode(text)));
}
