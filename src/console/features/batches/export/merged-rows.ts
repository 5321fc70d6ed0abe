import type { ResultRow } from "#contract/batches.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import { linesOf } from "../artifact-lines.ts";
import { readAnswer } from "../items/answer-reading.ts";
import { type InputReading, readInput } from "../items/input-reading.ts";
import { itemPlace } from "../items/item-place.ts";
import { readResultLine } from "../result-line.ts";

/** One item, what was asked and what came of it; null where there is nothing to say. */
export interface MergedRow {
  customer_item_id: string;
  /** The batch that the rest of the row is of. */
  batch_id: string;
  model: string | null;
  input: string;
  answer: string | null;
  finish_reason: string | null;
  error_code: string | null;
  error_message: string | null;
  input_tokens: number | null;
  output_tokens: number | null;
  lane_id: string | null;
  provider: string | null;
  attempts: number | null;
  latency_ms: number | null;
  /** In dollars, without the fee. */
  cost_usd: string | null;
}

/** The columns of the export, in their order. */
export const MERGED_COLUMNS = [
  "customer_item_id",
  "batch_id",
  "model",
  "input",
  "answer",
  "finish_reason",
  "error_code",
  "error_message",
  "input_tokens",
  "output_tokens",
  "lane_id",
  "provider",
  "attempts",
  "latency_ms",
  "cost_usd",
] as const satisfies readonly (keyof MergedRow)[];

export interface MergeSources {
  batchId: string;
  input: ReadableStream<Uint8Array>;
  /** Output and errors: each in input order, no item in both. */
  results: readonly ReadableStream<Uint8Array>[];
  /** Told of each line of the results that cannot be read; its item is as one without a result. */
  onUnreadable: () => void;
}

/**
 * One row for each line of the input, in its order, holding one line of each file at a time. Throws when a result has
 * no line of its own, since all after it would then stand beside the wrong input.
 */
export async function* mergeResults({
  batchId,
  input,
  results,
  onUnreadable,
}: MergeSources): AsyncGenerator<MergedRow> {
  const queues = results.map((stream) => new ResultQueue(stream, onUnreadable));
  try {
    await Promise.all(queues.map((queue) => queue.advance()));
    let place = 0;
    for await (const { text } of linesOf(input)) {
      const queue = queues.find((candidate) => candidate.place === place);
      yield mergedRow(batchId, JSON.parse(text), queue?.row);
      await queue?.advance();
      place += 1;
    }
    const left = queues.find(({ row }) => row !== undefined);
    if (left?.row !== undefined)
      throw new Error(`The result ${left.row.id} has no line in the input.`);
  } finally {
    await Promise.all(queues.map((queue) => queue.close()));
  }
}

/** A file of results of which the next row is known. */
class ResultQueue {
  row: ResultRow | undefined;
  place = -1;
  readonly #lines: ReturnType<typeof linesOf>;
  readonly #onUnreadable: () => void;

  constructor(stream: ReadableStream<Uint8Array>, onUnreadable: () => void) {
    this.#lines = linesOf(stream);
    this.#onUnreadable = onUnreadable;
  }

  async advance(): Promise<void> {
    this.row = undefined;
    this.place = -1;
    for (let next = await this.#lines.next(); !next.done; next = await this.#lines.next()) {
      this.row = readResultLine(next.value.text);
      this.place = this.row === undefined ? -1 : itemPlace(this.row);
      if (this.row !== undefined) return;
      this.#onUnreadable();
    }
  }

  async close(): Promise<void> {
    await this.#lines.return(undefined);
  }
}

function mergedRow(batch_id: string, line: unknown, result: ResultRow | undefined): MergedRow {
  const asked = readInput(line);
  const answered = result === undefined ? undefined : readAnswer(result);
  const facts = result?.batchrouter;
  return {
    customer_item_id: result?.customer_item_id ?? asked.custom_id ?? "",
    batch_id,
    model: answered?.model ?? modelAsked(line),
    input: inputText(asked),
    answer:
      answered === undefined || result?.response === null
        ? null
        : (answered.instead ?? answered.text),
    finish_reason: answered?.finish ?? null,
    error_code: result?.error?.code ?? null,
    error_message: result?.error?.message ?? null,
    input_tokens: answered?.usage?.input ?? null,
    output_tokens: answered?.usage?.output ?? null,
    lane_id: facts?.lane_id ?? null,
    provider: facts?.provider ?? null,
    attempts: facts?.attempts ?? null,
    latency_ms: facts?.latency_ms ?? null,
    cost_usd: facts?.cost.amount ?? null,
  };
}

/** A lone prompt as it is; of several turns each with who says it. */
function inputText({ turns }: InputReading): string {
  const [only] = turns;
  if (turns.length === 1 && only !== undefined) return only.text;
  return turns.map(({ role, text }) => `${role}: ${text}`).join("\n\n");
}

function modelAsked(line: unknown): string | null {
  if (!isRecord(line)) return null;
  const model = line.model ?? (isRecord(line.body) ? line.body.model : undefined);
  return typeof model === "string" ? model : null;
}
