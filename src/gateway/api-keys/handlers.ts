import { newApiKeySecret } from "#contract/api-keys.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import type { Contract } from "#contract/index.ts";
import type { RandomBytes } from "#contract/random-bytes.ts";
import { newId, toMicros } from "#contract/primitives.ts";
import { listSpendByKey } from "../batches/spend-store.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Handlers } from "../http/handler.ts";
import { decodeCursor, pageOfRows } from "../http/page-cursor.ts";
import { problem } from "../http/problem.ts";
import {
  getApiKeyForUpdate,
  insertApiKey,
  listApiKeys,
  replaceSecret,
  revokeApiKey,
  toApiKey,
} from "./store.ts";

const OLD_SECRET_HOURS = 24;

export interface ApiKeysDependencies {
  database: Database;
  clock: Clock;
  entropy: RandomBytes;
}

/** Answers the endpoints of API keys; a secret is in the answer that makes it and nowhere else. */
export function createApiKeysHandlers({
  database,
  clock,
  entropy,
}: ApiKeysDependencies): Handlers<Contract["apiKeys"]> {
  return {
    async create({ body, principal, transaction }) {
      const now = clock.now();
      const expires_at = expiryOf(body.expires_at ?? null, now);
      // The body's schema has seen to it that one of the two is there.
      const label = body.label ?? body.name ?? "";
      const permissions = [...new Set(body.permissions ?? PERMISSIONS)];
      return transaction(async (tx) => {
        const { org_id, user_id } = principal;
        const key = {
          id: newId("apiKey", now.getTime(), entropy),
          org_id,
          user_id,
          label,
          permissions,
          created_at: now,
          expires_at,
          spend_cap_micros: body.spend_cap == null ? null : toMicros(body.spend_cap),
        };
        const secret = newApiKeySecret(entropy);
        await insertApiKey(tx, key, secret);
        return created(key, secret);
      });
    },

    async list({ principal, query }) {
      const before = decodeCursor(query.cursor, /^key_\w{20}$/);
      const rows = await listApiKeys(database, principal.org_id, {
        limit: query.limit + 1,
        before,
      });
      const spend = await listSpendByKey(
        database,
        rows.map(({ id }) => id),
      );
      return pageOfRows(
        rows,
        query.limit,
        ({ id }) => id,
        (row) => toApiKey(row, spend.get(row.id)),
      );
    },

    async revoke({ params, principal }) {
      await revokeApiKey(database, principal.org_id, params.id, clock.now());
      return undefined;
    },

    async rotate({ params, principal, transaction }) {
      return transaction(async (tx) => {
        const now = clock.now();
        const key = await getApiKeyForUpdate(tx, principal.org_id, params.id);
        if (key.revoked_at !== null)
          throw problem("conflict", "This key is revoked; create another.");
        if (key.expires_at !== null && key.expires_at <= now) {
          throw problem("conflict", "This key has expired; create another.");
        }
        const validUntil = new Date(now.getTime() + OLD_SECRET_HOURS * 3_600_000);
        const secret = newApiKeySecret(entropy);
        await replaceSecret(tx, key.id, secret, validUntil);
        return { ...created(key, secret), old_key_valid_until: validUntil.toISOString() };
      });
    },
  };
}

function expiryOf(expiresAt: string | null, now: Date): Date | null {
  if (expiresAt === null) return null;
  const moment = new Date(expiresAt);
  if (moment > now) return moment;
  const message = "This moment is past; name one in the future.";
  throw problem("invalid_request", `body.expires_at: ${message}`, {
    issues: [{ path: "body.expires_at", message }],
  });
}

function created(key: Parameters<typeof insertApiKey>[1], secret: string) {
  return {
    api_key: secret,
    api_key_id: key.id,
    label: key.label,
    permissions: key.permissions,
    created_at: key.created_at.toISOString(),
    expires_at: key.expires_at?.toISOString() ?? null,
  };
}
