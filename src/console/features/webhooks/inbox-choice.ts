import { createTabStore } from "../../environments/tab-store.ts";

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

/** Secrets kept for one owner; the oldest go first. */
const KEPT_SECRETS = 5;
const NO_SECRETS: readonly string[] = [];
const store = createTabStore<Remembered>("webhooks", { secrets: {} });

/** Makes an inbox the one that this tab works with: memory and the tab's session storage, nowhere else. */
export function rememberInbox(environmentId: string, inboxId: string): void {
  store.set(environmentId, { ...store.get(environmentId), inbox_id: inboxId });
}

/** Forgets the inbox, as when the gateway no longer knows it; the secrets stay. */
export function forgetInbox(environmentId: string): void {
  store.set(environmentId, { secrets: store.get(environmentId).secrets });
}

/** The inbox that this tab works with. */
export function rememberedInbox(environmentId: string): string | undefined {
  return store.get(environmentId).inbox_id;
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
  const remembered = store.get(environmentId);
  const others = webhookSecrets(environmentId, ownerId).filter((other) => other !== secret);
  const kept = [secret, ...others].slice(0, KEPT_SECRETS);
  store.set(environmentId, { ...remembered, secrets: { ...remembered.secrets, [ownerId]: kept } });
}

/** The signing secrets of a batch, of a run, or of the organisation's endpoint (`default`) that this tab has seen, newest first. */
export function webhookSecrets(environmentId: string, ownerId: string): readonly string[] {
  return secretsOf(store.get(environmentId), ownerId);
}

function secretsOf({ secrets }: Remembered, ownerId: string): readonly string[] {
  return Object.hasOwn(secrets, ownerId) ? (secrets[ownerId] ?? NO_SECRETS) : NO_SECRETS;
}

/** The newest of `webhookSecrets`. */
export function webhookSecret(environmentId: string, ownerId: string): string | undefined {
  return webhookSecrets(environmentId, ownerId)[0];
}

/** `rememberedInbox`, kept up to date. */
export function useRememberedInbox(environmentId: string): string | undefined {
  return store.use(environmentId).inbox_id;
}

/** `webhookSecrets`, kept up to date. */
export function useWebhookSecrets(environmentId: string, ownerId: string): readonly string[] {
  return secretsOf(store.use(environmentId), ownerId);
}
