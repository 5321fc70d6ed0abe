import * as z from "zod/mini";
import { defineEndpoint, defineGroup } from "./endpoint.ts";
import { DeliveryId, EventId, pageOf, pageQuery, Text, Timestamp } from "./primitives.ts";
import { WebhookEventType, WebhookInput } from "./webhook-events.ts";

/** How many deliveries in a row may use up all their attempts before the default endpoint is disabled. */
export const DISABLE_AFTER_FAILED_DELIVERIES = 3;

export const DeliveryWebhook = z.object({
  url: z.string(),
  events: z.array(WebhookEventType),
  created_at: Timestamp,
  updated_at: Timestamp,
  /** While a rotation is under way: until when the secret before still signs too. */
  previous_secret_valid_until: z.nullable(Timestamp),
  disabled: z
    .nullable(z.object({ at: Timestamp, reason: z.enum(["failing", "gone"]) }))
    .check(
      z.describe(
        `Set while nothing is sent to it: \`failing\`, when ${DISABLE_AFTER_FAILED_DELIVERIES} deliveries in a row used up all their attempts; \`gone\`, when it answered 410. Events go on being written, and each ends as failed with \`endpoint_disabled\`. A PUT enables it again.`,
      ),
    ),
});
export type DeliveryWebhook = z.output<typeof DeliveryWebhook>;

const WithSecret = z.extend(DeliveryWebhook, {
  /** Shown this once, and only when it was made for the caller. */
  secret: z.optional(z.string()),
});

export const DELIVERY_STATUSES = ["pending", "delivered", "failed", "gone"] as const;

export const DeliveryAttempt = z.object({
  number: z.number(),
  at: Timestamp,
  duration_ms: z.number(),
  /** Null when no answer came. */
  status_code: z.nullable(z.number()),
  /** The first 2 kB of what the receiver answered. */
  response_body: z.nullable(z.string()),
  error: z
    .nullable(z.object({ code: z.string(), message: z.string() }))
    .check(
      z.describe(
        "Why no answer came. Nothing was sent where it is `endpoint_disabled`, or `endpoint_failing`: then many attempts at the endpoint had failed just before, and this one only counts.",
      ),
    ),
});

export const Delivery = z.object({
  id: DeliveryId,
  event_id: EventId,
  type: WebhookEventType,
  batch_id: z.nullable(z.string()),
  run_id: z.nullable(z.string()),
  url: z.string(),
  /** `gone`: the receiver answered 410 and is not asked again. */
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.array(DeliveryAttempt),
  next_attempt_at: z.nullable(Timestamp),
  /** The exact bytes that are signed and sent. */
  body: z.string(),
  created_at: Timestamp,
});
export type Delivery = z.output<typeof Delivery>;

const either = { kind: "either", permission: "submit" } as const;
const path = "/v1/auth/account/delivery-webhook";
const params = z.object({ id: DeliveryId });

export const webhooks = defineGroup("webhooks", {
  put: defineEndpoint({
    method: "PUT",
    path,
    summary: "Set the default webhook endpoint, and enable it again if it was disabled",
    auth: either,
    body: { kind: "json", schema: WebhookInput },
    answer: { kind: "json", status: 200, schema: WithSecret },
    changes: ["webhooks"],
  }),
  get: defineEndpoint({
    method: "GET",
    path,
    summary: "Get the default webhook endpoint, without its secret; null when there is none",
    auth: { kind: "either", permission: "read" },
    answer: { kind: "json", status: 200, schema: z.nullable(DeliveryWebhook) },
  }),
  delete: defineEndpoint({
    method: "DELETE",
    path,
    summary: "Remove the default webhook endpoint",
    auth: either,
    answer: { kind: "none", status: 204 },
    changes: ["webhooks"],
  }),
  rotateSecret: defineEndpoint({
    method: "POST",
    path: `${path}/rotate-secret`,
    summary: "Make a new signing secret; the old one signs too for 24 hours",
    auth: either,
    answer: { kind: "json", status: 200, schema: WithSecret },
    errors: ["not_found"],
    changes: ["webhooks"],
  }),
  test: defineEndpoint({
    method: "POST",
    path: `${path}/test`,
    summary: "Send a signed test event",
    auth: either,
    answer: { kind: "json", status: 202, schema: z.object({ delivery: Delivery }) },
    errors: ["not_found"],
    changes: ["webhooks.listDeliveries"],
  }),
  listDeliveries: defineEndpoint({
    method: "GET",
    path: "/v1/webhook-deliveries",
    summary: "List deliveries with all their attempts, newest first",
    auth: { kind: "either", permission: "read" },
    query: pageQuery({
      batch_id: z.optional(Text),
      run_id: z.optional(Text),
      status: z.optional(z.enum(DELIVERY_STATUSES)),
      since: z.optional(Timestamp),
    }),
    answer: { kind: "json", status: 200, schema: pageOf(Delivery) },
    cached: true,
  }),
  redeliver: defineEndpoint({
    method: "POST",
    path: "/v1/webhook-deliveries/{id}/redeliver",
    summary: "Send one delivery again",
    auth: either,
    params,
    answer: { kind: "json", status: 202, schema: z.object({ delivery: Delivery }) },
    changes: ["webhooks.listDeliveries"],
  }),
  redeliverFailed: defineEndpoint({
    method: "POST",
    path: "/v1/webhook-deliveries/redeliver",
    summary: "Send everything again that failed since a moment",
    auth: either,
    body: { kind: "json", schema: z.strictObject({ since: Timestamp }) },
    answer: { kind: "json", status: 202, schema: z.object({ redelivered: z.number() }) },
    changes: ["webhooks.listDeliveries"],
  }),
});
