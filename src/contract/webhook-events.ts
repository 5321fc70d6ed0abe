import * as z from "zod/mini";
import { Text } from "./primitives.ts";

export const WEBHOOK_EVENT_TYPES = [
  "batch.submitted",
  "batch.progress",
  "batch.completed",
  "batch.failed",
  "batch.cancelled",
  "batch.expired",
  "workflow_run.completed",
  "workflow_run.failed",
] as const;
export const WebhookEventType = z.enum(WEBHOOK_EVENT_TYPES);
export type WebhookEventType = z.output<typeof WebhookEventType>;

/** What a webhook gets when it names no events: the ends. */
export const DEFAULT_WEBHOOK_EVENTS = WEBHOOK_EVENT_TYPES.filter(
  (type) => type !== "batch.submitted" && type !== "batch.progress",
);

const WebhookUrl = z.url({ protocol: /^https?$/, error: "Expected an https URL" }).check(
  z.maxLength(2_000),
  // A URL parser encodes what the text itself has raw, and it is the text that is kept.
  z.refine((url) => Text.safeParse(url).success, "Percent-encode what is not text"),
);
const Secret = z.string().check(z.minLength(8, "At least 8 characters"), z.maxLength(256));
const Events = z
  .array(WebhookEventType)
  .check(z.minLength(1), z.maxLength(WEBHOOK_EVENT_TYPES.length));

/** Where to deliver, as a request gives it; no secret given means that one is made and returned once. */
export const WebhookInput = z.strictObject({
  url: WebhookUrl,
  secret: z.optional(Secret),
  events: z.optional(Events),
});
export type WebhookInput = z.output<typeof WebhookInput>;

/** The body of every delivery. `event` equals `type`; the flat fields repeat what `data` says, for simple receivers. */
export const WebhookBody = z.looseObject({
  id: z.string(),
  type: WebhookEventType,
  event: WebhookEventType,
  /** Unix seconds. */
  created: z.number(),
  data: z.looseObject({}),
});
export type WebhookBody = z.output<typeof WebhookBody>;

/** The header with hex HMAC-SHA256 of the raw body, keyed with the secret's text. */
export const SIGNATURE_HEADER = "X-BatchRouter-Signature";

/** The headers of Standard Webhooks, which every delivery carries too. */
export const STANDARD_HEADERS = {
  id: "webhook-id",
  timestamp: "webhook-timestamp",
  signature: "webhook-signature",
} as const;

/** Attempts a delivery gets, the first one included, and the span over which they spread. */
export const DELIVERY_ATTEMPTS = 9;
export const DELIVERY_SPAN_HOURS = 24;
export const DELIVERY_TIMEOUT_MS = 10_000;
