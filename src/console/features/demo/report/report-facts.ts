import { batchOutcome } from "#contract/batch-states.ts";
import type { Exchange } from "#contract/client.ts";
import type { BatchEvidence, RunEvidence } from "../collect-evidence.ts";
import type { PlayRecord } from "../play-record.ts";
import { PLAY_STEPS } from "../play-steps.ts";

/** What a report is made of. */
export interface ReportSource {
  environment: { name: string; origin: string };
  gatewayVersion: string;
  madeAt: string;
  batch: BatchEvidence;
  run: RunEvidence | undefined;
  /** The play that the batch is of, if it is of one. */
  play: PlayRecord | undefined;
  calls: readonly Exchange[];
}

/** A cause of failure, the items it struck, and one of them. */
export interface FailureGroup {
  code: string;
  message: string;
  items: number;
  example: string;
}

/** A call, or a run of polls that asked the same. */
export interface ReportCall {
  method: string;
  path: string;
  status: string;
  times: number;
  sentMs: number;
}

/** The failed items by cause, the most frequent first. */
export function failureGroups(rows: BatchEvidence["rows"]): FailureGroup[] {
  const groups = new Map<string, FailureGroup>();
  for (const { error, customer_item_id } of rows) {
    if (error === null) continue;
    const group = groups.get(error.code);
    if (group === undefined) {
      groups.set(error.code, { ...error, items: 1, example: customer_item_id });
    } else group.items += 1;
  }
  return [...groups.values()].toSorted((a, b) => b.items - a.items);
}

/** The calls that a batch is made by or tell of it. */
export function callsAbout(calls: readonly Exchange[], { batch }: BatchEvidence): Exchange[] {
  const ids = [batch.id, batch.quote_id, batch.input_file_id];
  return calls.filter(({ path, response_body }) =>
    ids.some((id) => path.includes(id) || response_body?.includes(id) === true),
  );
}

/** The calls in the order in which they were first made; repeated reads of one address are one line. */
export function reportCalls(calls: readonly Exchange[]): ReportCall[] {
  const lines: ReportCall[] = [];
  const reads = new Map<string, ReportCall>();
  for (const { method, path, status, failure, started_at } of calls) {
    if (failure === "aborted") continue;
    const known = method === "GET" ? reads.get(path) : undefined;
    const word = status === null ? "no answer" : String(status);
    if (known !== undefined) {
      known.times += 1;
      if (word !== "304") known.status = word;
      continue;
    }
    const line = { method, path, status: word, times: 1, sentMs: started_at.getTime() };
    lines.push(line);
    if (method === "GET") reads.set(path, line);
  }
  return lines;
}

/** A play's steps with the time from its beginning in milliseconds. */
export function reportSteps(play: PlayRecord) {
  const startedMs = play.started_at === null ? NaN : Date.parse(play.started_at);
  return play.steps.map((step) => ({
    ...step,
    title: PLAY_STEPS.find(({ id }) => id === step.id)?.title ?? step.id,
    sinceStartMs: Date.parse(step.at) - startedMs,
  }));
}

const OUTCOME_WORDS: Record<ReturnType<typeof batchOutcome>, string> = {
  running: "Running",
  completed: "Completed",
  completed_with_failures: "Completed with failures",
  all_failed: "All items failed",
  failed: "Failed",
  cancelled: "Cancelled",
  expired: "Expired",
};

/** How the batch ended, in words that never make a half-failed batch sound whole. */
export function outcomeSentence({ batch }: BatchEvidence): string {
  const { completed, failed, cancelled, total } = batch.counts;
  const parts = [`${completed} of ${total} answered`];
  if (failed > 0) parts.push(`${failed} failed`);
  if (cancelled > 0) parts.push(`${cancelled} not done`);
  return `${OUTCOME_WORDS[batchOutcome(batch)]}: ${parts.join(", ")}.`;
}

/** A batch's stages with their length, from its events. */
export function reportStages({ events, batch }: BatchEvidence) {
  const changes = events
    .filter(({ kind, status }) => kind === "status_changed" && status !== null)
    .toSorted((a, b) => a.sequence - b.sequence);
  const endMs = Date.parse(batch.completed_at ?? changes.at(-1)?.at ?? batch.created_at);
  return changes.map(({ status, at }, index) => {
    const fromMs = Date.parse(at);
    const next = changes[index + 1];
    return { status: status ?? "", fromMs, toMs: next === undefined ? endMs : Date.parse(next.at) };
  });
}
