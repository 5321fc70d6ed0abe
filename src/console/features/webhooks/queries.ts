// What other features may use of webhooks.
export { deliveryTone, deliveryWords } from "./delivery-states.ts";
export { EVENT_WORDS } from "./event-words.ts";
export { rememberInbox, rememberWebhookSecret, useRememberedInbox } from "./inbox-choice.ts";
export { useDeliveries } from "./use-deliveries.ts";
export { useInbox, useOpenInbox } from "./use-inbox.ts";
