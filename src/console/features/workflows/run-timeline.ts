import type { BatchEvent, RouteReceipt } from "#contract/batches.ts";
import type { AgentRun } from "#contract/workflows.ts";
import type { Tone } from "../../ui/tone.ts";

/** Something that happened within a step. */
interface TimelineNote {
  at: string;
  /** Since the run was made. */
  offsetMs: number;
  text: string;
}

/** A step of a run, in the order in which they come. */
export interface TimelineStep {
  name: "queued" | "running" | "completed" | "failed";
  tone: Tone;
  /** Null while the step has not begun. */
  at: string | null;
  /** Null while the step lasts, has not begun, or is an end. */
  durationMs: number | null;
  /** Which part of the run's whole time it is, each 0 to 1; null while that is not known. */
  bar: { start: number; length: number } | null;
  notes: TimelineNote[];
}

type RunFacts = Pick<AgentRun, "status" | "created_at" | "completed_at">;

/** What the batch says with its statuses: from these on an answer is being made. */
const RUNNING_STATUSES: ReadonlySet<string> = new Set(["dispatched", "processing", "completing"]);

/**
 * A run's steps with their times, from the run and the events of the batch inside it, which may lag behind or be missing.
 * `events` in their order.
 */
export function runTimeline(run: RunFacts, events: readonly BatchEvent[]): TimelineStep[] {
  const startedAt =
    events.find(({ status }) => status !== null && RUNNING_STATUSES.has(status))?.at ?? null;
  const endedAt = run.completed_at;
  const isOver = run.status === "completed" || run.status === "failed";
  const isQueued = run.status === "queued";
  const createdMs = Date.parse(run.created_at);
  const note = (event: BatchEvent): TimelineNote => ({
    at: event.at,
    offsetMs: Math.max(0, Date.parse(event.at) - createdMs),
    text: event.message,
  });
  // Without an event that tells the start, all the time counts as queued until the next poll brings one.
  const borderMs = startedAt === null ? Infinity : Date.parse(startedAt);
  const queuedNotes = events.filter(({ at }) => Date.parse(at) < borderMs).map(note);
  const runningNotes = events.filter(({ at }) => Date.parse(at) >= borderMs).map(note);
  const totalMs = endedAt === null ? null : Date.parse(endedAt) - createdMs;
  const span = (
    from: string | null,
    to: string | null,
  ): Pick<TimelineStep, "durationMs" | "bar"> => {
    if (from === null || to === null) return { durationMs: null, bar: null };
    const durationMs = Math.max(0, Date.parse(to) - Date.parse(from));
    if (totalMs === null || totalMs <= 0) return { durationMs, bar: null };
    const start = Math.min(1, Math.max(0, Date.parse(from) - createdMs) / totalMs);
    return { durationMs, bar: { start, length: Math.min(1 - start, durationMs / totalMs) } };
  };
  return [
    {
      name: "queued",
      tone: isQueued ? "running" : "done",
      at: run.created_at,
      ...span(run.created_at, startedAt ?? endedAt),
      notes: queuedNotes,
    },
    {
      name: "running",
      tone: isQueued ? "waiting" : isOver ? "done" : "running",
      at: startedAt,
      ...span(startedAt, endedAt),
      notes: runningNotes,
    },
    endStep(run.status, endedAt),
  ];
}

function endStep(status: AgentRun["status"], at: string | null): TimelineStep {
  const base = { at, durationMs: null, bar: null, notes: [] };
  if (status === "failed") return { ...base, name: "failed", tone: "failed" };
  return { ...base, name: "completed", tone: status === "completed" ? "done" : "waiting" };
}

/** A model call of a run: one rung of the ladder. */
export interface ModelCall {
  id: string;
  lane_id: string;
  model: string;
  durationMs: number;
  retries: number;
  outcome: RouteReceipt["outcome"];
  tone: Tone;
  /** Why the next rung was taken; null when none was. */
  why: string | null;
}

const OUTCOME_TONES: Record<RouteReceipt["outcome"], Tone> = {
  done: "done",
  climbed: "attention",
  failed: "failed",
  cancelled: "attention",
  expired: "attention",
};

/** The calls of a run by its receipts, in their order. */
export function modelCalls(receipts: readonly RouteReceipt[]): ModelCall[] {
  return receipts.map((receipt) => ({
    id: receipt.id,
    lane_id: receipt.lane_id,
    model: receipt.model,
    durationMs: Math.max(0, Date.parse(receipt.ended_at) - Date.parse(receipt.started_at)),
    retries: receipt.retries,
    outcome: receipt.outcome,
    // A unit whose one item failed for good is done as work and failed as a call.
    tone:
      receipt.outcome === "done" && receipt.failed > 0 ? "failed" : OUTCOME_TONES[receipt.outcome],
    why: receipt.next_rung_reason,
  }));
}

const FINISH_WORDS: Record<string, string> = {
  stop: "The model ended its answer itself.",
  length: "The answer was cut at the limit of output tokens.",
  max_output_tokens: "The answer was cut at the limit of output tokens.",
  content_filter: "The provider's filter held the answer back.",
  tool_calls: "The model asked for a tool; a single-step loop has none.",
};

/** Why the model stopped, as a sentence. */
export function finishWords(reason: string | null): string {
  if (reason === null) return "The provider gave no reason.";
  return FINISH_WORDS[reason] ?? "A reason of the provider's own.";
}

/** Why the model stopped, as a tone: only an answer that the model ended itself is whole. */
export function finishTone(reason: string | null): Tone {
  return reason === null || reason === "stop" ? "neutral" : "attention";
}
