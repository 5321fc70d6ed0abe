import type { WebhookEventType } from "#contract/webhook-events.ts";

/** When each event is sent, for people. */
export const EVENT_WORDS: Record<WebhookEventType, string> = {
  "batch.submitted": "A batch was accepted.",
  "batch.progress": "While one runs, at most every 30 s.",
  "batch.completed": "Every item has its answer or its error.",
  "batch.failed": "The batch could not be run to its end.",
  "batch.cancelled": "It was cancelled; what was done is delivered.",
  "batch.expired": "The deadline passed; what was done is delivered.",
  "workflow_run.completed": "An agent run has its answer, which is in the event.",
  "workflow_run.failed": "An agent run ended without one.",
};
