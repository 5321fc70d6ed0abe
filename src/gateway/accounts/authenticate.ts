import { isWellFormedApiKey } from "#contract/api-keys.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import { findApiKeyBySecret, noteApiKeyUse } from "../api-keys/store.ts";
import type { Clock } from "../clock.ts";
import type { Database } from "../database/database.ts";
import type { Authenticator, Principal } from "../http/handler.ts";
import { problem } from "../http/problem.ts";
import { findSession, SESSION_PREFIX } from "./sessions-store.ts";

const ALL_PERMISSIONS = new Set(PERMISSIONS);

/** Knows API keys by checksum, then by hash, and session tokens by hash; each is looked up anew, so that revoking holds at once. */
export function createAuthenticator(
  database: Database,
  clock: Clock,
  /** As of when a key counts as used by a request of this method; null when it does not. */
  usedAt: (method: string) => Date | null = () => clock.now(),
): Authenticator {
  async function byApiKey(secret: string, method: string): Promise<Principal> {
    if (!isWellFormedApiKey(secret)) {
      throw problem("invalid_api_key", "This API key is mistyped: its checksum does not fit.");
    }
    const now = clock.now();
    const key = await findApiKeyBySecret(database, secret, now);
    if (key === undefined) throw problem("invalid_api_key");
    const used = usedAt(method);
    if (used !== null) await noteApiKeyUse(database, key, used);
    return {
      kind: "api_key",
      org_id: key.org_id,
      user_id: key.user_id,
      api_key_id: key.id,
      permissions: new Set(key.permissions),
    };
  }

  async function bySession(token: string): Promise<Principal> {
    const session = await findSession(database, token, clock.now());
    if (session === undefined) throw problem("session_expired");
    return { kind: "session", api_key_id: null, permissions: ALL_PERMISSIONS, ...session };
  }

  return (bearer, method) => {
    if (bearer.startsWith(SESSION_PREFIX)) return bySession(bearer);
    if (bearer.startsWith("ob_")) return byApiKey(bearer, method);
    throw problem(
      "unauthenticated",
      "This is neither an API key (ob_live_…) nor a session token (obs_…).",
    );
  };
}
