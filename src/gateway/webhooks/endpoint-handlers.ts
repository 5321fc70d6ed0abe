import type { Contract } from "#contract/index.ts";
import type { OrgId } from "#contract/primitives.ts";
import { newWebhookSecret } from "#contract/webhook-signature.ts";
import type { DeliveryWebhook } from "#contract/webhooks.ts";
import type { Database, Queryable } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { requireWebhookUrl } from "./check-webhook-url.ts";
import { getDelivery } from "./deliveries-store.ts";
import { uniqueEvents, writeEvent, type OutboxDependencies } from "./outbox.ts";
import {
  findDefaultWebhook,
  lockDefaultWebhookOf,
  putDefaultWebhook,
  removeDefaultWebhook,
  rotateWebhookSecret,
  type WebhookRow,
} from "./webhooks-store.ts";

const ROTATION_HOURS = 24;
const NO_DEFAULT = "There is no default webhook; set one by PUT /v1/auth/account/delivery-webhook.";

/** Why nothing is sent to a disabled endpoint on request either. */
export const ENDPOINT_DISABLED =
  "The endpoint is disabled; enable it by PUT /v1/auth/account/delivery-webhook, then send again.";

export interface WebhookHandlersDependencies extends OutboxDependencies {
  database: Database;
}

type EndpointHandlers = Pick<
  Handlers<Contract["webhooks"]>,
  "put" | "get" | "delete" | "rotateSecret" | "test"
>;

/** Answers the endpoints of the org's default webhook. */
export function createEndpointHandlers(
  dependencies: WebhookHandlersDependencies,
): EndpointHandlers {
  const { database, clock, entropy, secretBox, policy } = dependencies;
  return {
    async put({ principal, body, transaction }) {
      requireWebhookUrl(body.url, policy, "body.url");
      return transaction(async (tx) => {
        await lockDefaultWebhookOf(tx, principal.org_id);
        const known = await findDefaultWebhook(tx, principal.org_id, { lock: true });
        // Another URL or other events are no reason to break a receiver's signature check: a known secret stays.
        const made =
          body.secret === undefined && known === undefined ? newWebhookSecret(entropy) : undefined;
        const given = body.secret ?? made;
        const sealed = given === undefined ? known?.sealed_secret : secretBox.seal(given);
        if (sealed === undefined)
          throw new Error("A webhook without a secret: one is always given, made or known.");
        const webhook = { url: body.url, events: uniqueEvents(body.events), sealed_secret: sealed };
        const row = await putDefaultWebhook(tx, principal.org_id, webhook, clock.now());
        return withSecret(describe(row, clock.now()), made);
      });
    },

    async get({ principal }) {
      const webhook = await findDefaultWebhook(database, principal.org_id);
      return webhook === undefined ? null : describe(webhook, clock.now());
    },

    async delete({ principal, transaction }) {
      return transaction(async (tx) => {
        await removeDefaultWebhook(tx, principal.org_id, clock.now());
        return undefined;
      });
    },

    async rotateSecret({ principal, transaction }) {
      return transaction(async (tx) => {
        const webhook = await getDefaultWebhook(tx, principal.org_id, { lock: true });
        const secret = newWebhookSecret(entropy);
        const now = clock.now();
        const until = new Date(now.getTime() + ROTATION_HOURS * 3_600_000);
        const row = await rotateWebhookSecret(tx, webhook.id, secretBox.seal(secret), until, now);
        return withSecret(describe(row, now), secret);
      });
    },

    async test({ principal, transaction }) {
      return transaction(async (tx) => {
        const webhook = await getDefaultWebhook(tx, principal.org_id);
        if (webhook.disabled_at !== null) throw problem("conflict", ENDPOINT_DISABLED);
        const id = await writeEvent(tx, dependencies, testEvent(principal.org_id, webhook));
        return { delivery: await getDelivery(tx, principal.org_id, id) };
      });
    },
  };
}

async function getDefaultWebhook(
  queryable: Queryable,
  orgId: OrgId,
  options: { lock?: boolean } = {},
): Promise<WebhookRow> {
  const webhook = await findDefaultWebhook(queryable, orgId, options);
  if (webhook === undefined) throw problem("not_found", NO_DEFAULT);
  return webhook;
}

/** Like the event that ends a batch, and marked as a test in both places where a receiver may look. */
function testEvent(orgId: OrgId, webhook: WebhookRow) {
  const type = webhook.events.includes("batch.completed")
    ? "batch.completed"
    : (webhook.events[0] ?? "batch.completed");
  const fields = { batch_id: null, output_file_url: null, error_file_url: null, test: true };
  const data = {
    batch_id: null,
    status: "completed",
    items_total: 0,
    items_completed: 0,
    items_failed: 0,
    test: true,
  };
  return {
    org_id: orgId,
    webhook_id: webhook.id,
    type,
    batch_id: null,
    run_id: null,
    fields,
    data,
  } as const;
}

function describe(webhook: WebhookRow, now: Date): DeliveryWebhook {
  const until = webhook.previous_valid_until;
  return {
    url: webhook.url,
    events: webhook.events,
    created_at: webhook.created_at.toISOString(),
    updated_at: webhook.updated_at.toISOString(),
    previous_secret_valid_until: until !== null && until > now ? until.toISOString() : null,
    disabled:
      webhook.disabled_at === null || webhook.disabled_reason === null
        ? null
        : { at: webhook.disabled_at.toISOString(), reason: webhook.disabled_reason },
  };
}

function withSecret(
  webhook: DeliveryWebhook,
  secret: string | undefined,
): DeliveryWebhook & { secret?: string } {
  return secret === undefined ? webhook : { ...webhook, secret };
}
