import { ApiError } from "#contract/client.ts";
import { accounts, apiKeys, local } from "#contract/product-api.ts";
import { keepCredentials } from "../../../environments/credentials.ts";
import { emptyGateway } from "../empty-gateway.ts";
import { callAndRefresh } from "../play-context.ts";
import { keyOf, need, type Scene, type SceneEnd } from "./scene.ts";

const AGENT_NAME = "ticket-sorter";
const EMAIL = "ops@harbour-bicycles.example";

/** Empties the gateway and begins the rehearsal. */
export async function begin(scene: Scene): Promise<SceneEnd> {
  const { show } = scene;
  await emptyGateway(scene, show);
  return { outcome: `Scenario ${show.scenario}, seed ${show.seed}.`, ids: [] };
}

/** Registers the account of the play. */
export async function register(scene: Scene): Promise<SceneEnd> {
  // Nobody signs in with it: the session comes with the mail, and the password is not kept.
  const password = crypto.getRandomValues(new Uint32Array(6)).join("-");
  const body = { agent_name: AGENT_NAME, email: EMAIL, password };
  await callAndRefresh(scene, accounts.register, { body });
  keepCredentials(scene.environmentId, { email: EMAIL });
  return { outcome: `A mail goes to ${EMAIL}.`, ids: [], facts: { email: EMAIL } };
}

async function findToken(scene: Scene): Promise<string> {
  const { data } = await scene.client.call(local.listMails, { query: { to: EMAIL } });
  return need(data.find(({ token }) => token !== null)?.token ?? undefined, "mail");
}

/** Looks for the mail with the token. */
export async function readMail(scene: Scene): Promise<SceneEnd> {
  await findToken(scene);
  return { outcome: "It holds a link with a token that works once.", ids: [] };
}

/**
 * Spends the token and keeps the session. A reload may have come between the two: the same key then gives the first answer
 * again, and where the gateway has none, another mail is asked for.
 */
export async function verify(scene: Scene): Promise<SceneEnd> {
  const session = await spendToken(scene).catch(async (error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== "token_invalid") throw error;
    await callAndRefresh(scene, accounts.resendVerification, { body: { email: EMAIL } });
    return spendToken(scene);
  });
  const { session_token, session_expires_at, email, org_id, user_id } = session;
  keepCredentials(scene.environmentId, { session_token, session_expires_at, email });
  return { outcome: "There is a session.", ids: [org_id, user_id], facts: { org_id } };
}

async function spendToken(scene: Scene) {
  const token = await findToken(scene);
  return callAndRefresh(scene, accounts.verifyEmail, { body: { token } }, keyOf(scene, "verify"));
}

/** Creates the key that the rest is called with. */
export async function createKey(scene: Scene): Promise<SceneEnd> {
  const label = "production";
  const { api_key, api_key_id } = await callAndRefresh(
    scene,
    apiKeys.create,
    { body: { label } },
    keyOf(scene, "key"),
  );
  keepCredentials(scene.environmentId, { api_key, api_key_label: label });
  return {
    outcome: `The key “${label}” is used from here on.`,
    ids: [api_key_id],
    facts: { api_key_id },
  };
}
