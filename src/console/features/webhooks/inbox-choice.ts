import { useSyncExternalStore } from "react";

/** What a tab remembers of webhooks for one environment. It ends with the tab. */
interface Remembered {
  inbox_id?: string;
  /**
   * Signing secrets, newest first, by what they were made for: a batch id, a run id, or `default` for the organisation's
   * endpoint. Those before a rotation stay, as what was signed with them is still in the inbox.
   */
  secrets: Readonly<Record<string, readonly string[]>>;
}

/** The owner under which the secret of the organisation's endpoint is remembered. */
export const DEFAULT_ENDPOINT = "default";

const PREFIX = "batchrouter.webhooks.";
/** Secrets kept for one owner; the oldest go first. */
const KEPT_SECRETS = 5;
const NO_SECRETS: readonly string[] = [];
const NONE: Remembered = { secrets: {} };
const cache = new Map<string, Remembered>();
const listeners = new Set<() => void>();

function read(environmentId: string): Remembered {
  const cached = cache.get(environmentId);
  if (cached !== undefined) return cached;
  let remembered = NONE;
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(PREFIX + environmentId) ?? "null");
    // Only this module writes under the prefix, and only what it remembers.
    if (stored !== null && typeof stored === "object") remembered = stored as Remembered;
  } catch {
    remembered = NONE;
  }
  cache.set(environmentId, remembered);
  return remembered;
}

function write(environmentId: string, next: Remembered): void {
  cache.set(environmentId, next);
  try {
    sessionStorage.setItem(PREFIX + environmentId, JSON.stringify(next));
  } catch {
    // Storage is full or forbidden: memory alone remembers, until the next load.
  }
  for (const listener of listeners) listener();
}

/** Makes an inbox the one that this tab works with: memory and the tab's session storage, nowhere else. */
export function rememberInbox(environmentId: string, inboxId: string): void {
  write(environmentId, { ...read(environmentId), inbox_id: inboxId });
}

/** Forgets the inbox, as when the gateway no longer knows it; the secrets stay. */
export function forgetInbox(environmentId: string): void {
  write(environmentId, { secrets: read(environmentId).secrets });
}

/** The inbox that this tab works with. */
export function rememberedInbox(environmentId: string): string | undefined {
  return read(environmentId).inbox_id;
}

/**
 * Keeps a signing secret for checking what arrives: memory and the tab's session storage, nowhere else. `ownerId` is a batch
 * id, a run id or `default`.
 */
export function rememberWebhookSecret(
  environmentId: string,
  ownerId: string,
  secret: string,
): void {
  const remembered = read(environmentId);
  const others = webhookSecrets(environmentId, ownerId).filter((other) => other !== secret);
  const kept = [secret, ...others].slice(0, KEPT_SECRETS);
  write(environmentId, { ...remembered, secrets: { ...remembered.secrets, [ownerId]: kept } });
}

/** The signing secrets of a batch, of a run, or of the organisation's endpoint (`default`) that this tab has seen, newest first. */
export function webhookSecrets(environmentId: string, ownerId: string): readonly string[] {
  const { secrets } = read(environmentId);
  return Object.hasOwn(secrets, ownerId) ? (secrets[ownerId] ?? NO_SECRETS) : NO_SECRETS;
}

/** The newest of `webhookSecrets`. */
export function webhookSecret(environmentId: string, ownerId: string): string | undefined {
  return webhookSecrets(environmentId, ownerId)[0];
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** `rememberedInbox`, kept up to date. */
export function useRememberedInbox(environmentId: string): string | undefined {
  return useSyncExternalStore(subscribe, () => rememberedInbox(environmentId));
}

/** `webhookSecrets`, kept up to date. */
export function useWebhookSecrets(environmentId: string, ownerId: string): readonly string[] {
  return useSyncExternalStore(subscribe, () => webhookSecrets(environmentId, ownerId));
}
