import type { Contract } from "#contract/index.ts";
import type { OrgId } from "#contract/primitives.ts";
import type { Transaction } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { decodeCursor } from "../http/page-cursor.ts";
import { problem } from "../http/problem.ts";
import { enqueueRounds } from "./deliver-webhook-job.ts";
import { getDelivery, listDeliveries } from "./deliveries-store.ts";
import { beginRounds } from "./delivery-rounds-store.ts";
import { ENDPOINT_DISABLED, type WebhookHandlersDependencies } from "./endpoint-handlers.ts";
import { findDefaultWebhook } from "./webhooks-store.ts";

type DeliveryHandlers = Pick<
  Handlers<Contract["webhooks"]>,
  "listDeliveries" | "redeliver" | "redeliverFailed"
>;

/** Says why a delivery that is there was not begun again: its webhook is disabled, or was removed. */
async function refuseUnsendable(tx: Transaction, orgId: OrgId): Promise<never> {
  const webhook = await findDefaultWebhook(tx, orgId);
  if (webhook !== undefined && webhook.disabled_at !== null)
    throw problem("conflict", ENDPOINT_DISABLED);
  throw problem("not_found", "The webhook of this delivery was removed; set one first.");
}

/** Answers the endpoints that show what was delivered and have it delivered again. */
export function createDeliveryHandlers(
  dependencies: WebhookHandlersDependencies,
): DeliveryHandlers {
  const { database, clock, queue } = dependencies;
  return {
    async listDeliveries({ principal, query }) {
      const filters = {
        batch_id: query.batch_id ?? null,
        run_id: query.run_id ?? null,
        status: query.status ?? null,
        since: query.since === undefined ? null : new Date(query.since),
      };
      const before = decodeCursor(query.cursor, /^whd_[0-9a-z]{20}$/);
      return listDeliveries(database, principal.org_id, filters, { limit: query.limit, before });
    },

    async redeliver({ principal, params, transaction }) {
      return transaction(async (tx) => {
        const rounds = await beginRounds(tx, principal.org_id, { id: params.id }, clock.now());
        const delivery = await getDelivery(tx, principal.org_id, params.id);
        if (rounds.length === 0) await refuseUnsendable(tx, principal.org_id);
        await enqueueRounds(tx, queue, principal.org_id, rounds);
        return { delivery };
      });
    },

    async redeliverFailed({ principal, body, transaction }) {
      return transaction(async (tx) => {
        const which = { failedSince: new Date(body.since) };
        const rounds = await beginRounds(tx, principal.org_id, which, clock.now());
        await enqueueRounds(tx, queue, principal.org_id, rounds);
        return { redelivered: rounds.length };
      });
    },
  };
}
