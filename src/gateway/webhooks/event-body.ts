import type { EventId } from "#contract/primitives.ts";
import type { WebhookEventType } from "#contract/webhook-events.ts";

export interface EventParts {
  id: EventId;
  type: WebhookEventType;
  createdAt: Date;
  fields: Readonly<Record<string, unknown>>;
  data: Readonly<Record<string, unknown>>;
}

/** The exact JSON of an event: made once, and from then on signed and sent as these very bytes. */
export function eventBody({ id, type, createdAt, fields, data }: EventParts): string {
  const envelope = { id, type, event: type, created: Math.floor(createdAt.getTime() / 1_000) };
  // Twice: the envelope stands first for whoever reads it, and no flat field can take its place.
  return JSON.stringify({ ...envelope, ...fields, ...envelope, data });
}
