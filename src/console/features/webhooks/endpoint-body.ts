import {
  DEFAULT_WEBHOOK_EVENTS,
  WEBHOOK_EVENT_TYPES,
  type WebhookEventType,
  type WebhookInput,
} from "#contract/webhook-events.ts";
import type { DeliveryWebhook } from "#contract/webhooks.ts";

/** How the signing secret comes about: left as it is (for a first endpoint: made), or given. */
type SecretChoice = "made" | "own";

/** The form of the organisation's endpoint. */
export interface EndpointForm {
  url: string;
  events: readonly WebhookEventType[];
  secretChoice: SecretChoice;
  secret: string;
}

/** Where the form begins: at what is set, else at the defaults. */
export function endpointFormOf(
  webhook: Pick<DeliveryWebhook, "url" | "events"> | undefined,
): EndpointForm {
  const { url, events } = webhook ?? { url: "", events: DEFAULT_WEBHOOK_EVENTS };
  return { url, events, secretChoice: "made", secret: "" };
}

/** The form as the request says it; what stands at its default is left out. */
export function endpointBody(form: EndpointForm): WebhookInput {
  const { url, events, secretChoice, secret } = form;
  const hasDefaults =
    events.length === DEFAULT_WEBHOOK_EVENTS.length &&
    DEFAULT_WEBHOOK_EVENTS.every((type) => events.includes(type));
  return {
    url,
    ...(secretChoice === "own" ? { secret } : {}),
    ...(hasDefaults ? {} : { events: [...events] }),
  };
}

/** The events with one of them put in or taken out, in the contract's order. */
export function toggleEvent(
  events: readonly WebhookEventType[],
  type: WebhookEventType,
  isOn: boolean,
): WebhookEventType[] {
  return WEBHOOK_EVENT_TYPES.filter((other) => (other === type ? isOn : events.includes(other)));
}
