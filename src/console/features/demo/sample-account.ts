import type { EndpointInput } from "#contract/endpoint.ts";
import { accounts, apiKeys, local, webhooks } from "#contract/product-api.ts";
import { getCredentials, keepCredentials } from "../../environments/credentials.ts";
import { paths } from "../../paths.ts";
import { DEFAULT_ENDPOINT, rememberInbox, rememberWebhookSecret } from "../webhooks/queries.ts";
import { callAndRefresh, untilFound } from "./play-context.ts";
import { later, type Made, type SampleScene, type SampleThing } from "./sample-scene.ts";

const AGENT_NAME = "shop-assistant";
const EMAIL = "team@harbour-bicycles.example";

/** Registers and verifies, unless this tab is signed in. */
export async function signIn(scene: SampleScene): Promise<readonly SampleThing[]> {
  const { environmentId, client } = scene;
  if (getCredentials(environmentId).session_token === undefined) {
    const password = crypto.getRandomValues(new Uint32Array(6)).join("-");
    await callAndRefresh(scene, accounts.register, {
      body: { agent_name: AGENT_NAME, email: EMAIL, password },
    });
    const { data } = await client.call(local.listMails, { query: { to: EMAIL } });
    const token = data.find((mail) => mail.token !== null)?.token;
    if (token == null) throw new Error(`No mail went to ${EMAIL}.`);
    const session = await callAndRefresh(scene, accounts.verifyEmail, { body: { token } });
    const { session_token, session_expires_at, email } = session;
    keepCredentials(environmentId, { session_token, session_expires_at, email });
  }
  return [{ title: "The account", to: paths.account() }];
}

/** Three keys, one of them revoked. */
export async function makeKeys(scene: SampleScene): Promise<readonly SampleThing[]> {
  const create = (body: NonNullable<EndpointInput<typeof apiKeys.create>["body"]>) =>
    callAndRefresh(scene, apiKeys.create, { body });
  const production = await create({ label: "production" });
  keepCredentials(scene.environmentId, {
    api_key: production.api_key,
    api_key_label: production.label,
  });
  await create({ label: "nightly reports", permissions: ["read"] });
  const old = await create({ label: "old laptop" });
  await callAndRefresh(scene, apiKeys.revoke, { params: { id: old.api_key_id } });
  return [{ title: "Three keys, one revoked", to: paths.apiKeys() }];
}

/** A default webhook endpoint that is an inbox. */
export async function openEndpoint(
  scene: SampleScene,
  made: Made,
): Promise<readonly SampleThing[]> {
  const { inbox_id, url } = await callAndRefresh(scene, local.createInbox, {});
  made.inbox = { inbox_id, url };
  rememberInbox(scene.environmentId, inbox_id);
  const { secret } = await callAndRefresh(scene, webhooks.put, { body: { url } });
  if (secret !== undefined) rememberWebhookSecret(scene.environmentId, DEFAULT_ENDPOINT, secret);
  return [{ title: "A webhook endpoint", to: `${paths.webhooks()}?tab=endpoint` }];
}

/** A delivery that is refused once and taken then. */
export async function failedDelivery(
  scene: SampleScene,
  made: Made,
): Promise<readonly SampleThing[]> {
  const { inbox } = made;
  if (inbox === undefined) return [];
  await later(scene, 2);
  const params = { id: inbox.inbox_id };
  const answer = (status: number) =>
    callAndRefresh(scene, local.setInboxAnswer, {
      params,
      body: { answer: { status, delay_ms: 0, drop: false } },
    });
  await answer(503);
  const { delivery } = await callAndRefresh(scene, webhooks.test, {});
  await untilFound(async () => {
    const { data } = await scene.client.call(webhooks.listDeliveries, { query: { limit: 20 } });
    return data.find(({ id, attempts }) => id === delivery.id && attempts.length > 0);
  }, scene.signal);
  await answer(200);
  return [{ title: "Deliveries, one tried again", to: `${paths.webhooks()}?tab=deliveries` }];
}
