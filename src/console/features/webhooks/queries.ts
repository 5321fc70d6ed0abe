// What other features may use of webhooks.
export { deliveryTone, deliveryWords } from "./delivery-states.ts";
export { EVENT_WORDS } from "./event-words.ts";
export {
  DEFAULT_ENDPOINT,
  rememberInbox,
  rememberWebhookSecret,
  useRememberedInbox,
  webhookSecret,
} from "./inbox-choice.ts";
export { verificationInput } from "./known-secrets.ts";
export { useDeliveries } from "./use-deliveries.ts";
export { useInbox, useOpenInbox } from "./use-inbox.ts";
