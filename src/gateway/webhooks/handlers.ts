import type { Contract } from "#contract/index.ts";
import type { Handlers } from "../http/handler.ts";
import { createDeliveryHandlers } from "./delivery-handlers.ts";
import { createEndpointHandlers, type WebhookHandlersDependencies } from "./endpoint-handlers.ts";

/** Answers the endpoints of webhooks: the org's default endpoint, and what was delivered. */
export function createWebhookHandlers(
  dependencies: WebhookHandlersDependencies,
): Handlers<Contract["webhooks"]> {
  return { ...createEndpointHandlers(dependencies), ...createDeliveryHandlers(dependencies) };
}
