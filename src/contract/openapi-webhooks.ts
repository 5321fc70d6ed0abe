import type { SchemaCollector } from "./openapi-schemas.ts";
import {
  DELIVERY_ATTEMPTS,
  DELIVERY_SPAN_HOURS,
  DELIVERY_TIMEOUT_MS,
  SIGNATURE_HEADER,
  STANDARD_HEADERS,
  WEBHOOK_EVENT_TYPES,
  WebhookBody,
  type WebhookEventType,
} from "./webhook-events.ts";

const HEADERS: [string, string][] = [
  [SIGNATURE_HEADER, "Hex HMAC-SHA256 of the raw body, keyed with the secret's text."],
  [STANDARD_HEADERS.id, "The event's id: the same at every attempt."],
  [STANDARD_HEADERS.timestamp, "Unix seconds of this attempt."],
  [
    STANDARD_HEADERS.signature,
    "Standard Webhooks: `v1,<base64>` of `id.timestamp.body`; two of them while a secret is rotated.",
  ],
];

/** The document's `webhooks`: the request that each type of event makes to its receiver. */
export function openApiWebhooks(schemas: SchemaCollector): Record<string, object> {
  const body = schemas.add(WebhookBody, "output");
  return Object.fromEntries(
    WEBHOOK_EVENT_TYPES.map((type) => [type, { post: eventRequest(type, body) }]),
  );
}

function eventRequest(type: WebhookEventType, body: object): object {
  return {
    operationId: `webhooks.on.${type}`,
    tags: ["webhooks"],
    summary: `Sent to a webhook that asks for ${type}`,
    parameters: HEADERS.map(([name, description]) => ({
      name,
      in: "header",
      required: true,
      description,
      schema: { type: "string" },
    })),
    requestBody: {
      required: true,
      content: { "application/json": { schema: { allOf: [body, flatFields(type)] } } },
    },
    responses: {
      "2XX": {
        description: `Received. The answer must come within ${DELIVERY_TIMEOUT_MS / 1_000} seconds.`,
      },
      "410": { description: "The receiver is gone and is not asked again." },
      default: {
        description: `Anything else is tried again: ${DELIVERY_ATTEMPTS} attempts over ${DELIVERY_SPAN_HOURS} hours. Redirects are not followed.`,
      },
    },
    security: [],
  };
}

function flatFields(type: WebhookEventType): object {
  const typed = { type: { const: type }, event: { const: type } };
  const text = { type: "string" };
  const link = { type: ["string", "null"] };
  return type.startsWith("workflow_run.")
    ? { type: "object", properties: { ...typed, run_id: text, workflow: text, status: text } }
    : {
        type: "object",
        properties: {
          ...typed,
          batch_id: { type: ["string", "null"] },
          output_file_url: link,
          error_file_url: link,
        },
      };
}
