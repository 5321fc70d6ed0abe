import { randomUUID } from "node:crypto";
import { createClient, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";

/** An account of one test's own, with its ways in. */
export interface TestAccount {
  email: string;
  password: string;
  session_token: string;
  api_key: string;
  /** Calls as the account: with its session where only a session will do, else with its key. */
  client: Client;
}

/** An address that no other test has. */
export function newEmail(): string {
  return `agent-${randomUUID().slice(0, 13)}@example.com`;
}

/** A client that calls as nobody. */
export function strangerClient(gatewayUrl: string): Client {
  return createClient({ baseUrl: gatewayUrl });
}

/** The token of the newest mail to an address that carries one; throws where there is none. */
export async function newestToken(gatewayUrl: string, email: string): Promise<string> {
  const { data } = await strangerClient(gatewayUrl).call(contract.local.listMails, {
    query: { to: email },
  });
  const token = data.find((mail) => mail.token !== null)?.token;
  if (token == null) throw new Error(`No mail with a token went to ${email}`);
  return token;
}

/** Registers, verifies and creates a key through the API. */
export async function newAccount(gatewayUrl: string): Promise<TestAccount> {
  const stranger = strangerClient(gatewayUrl);
  const email = newEmail();
  const password = randomUUID();
  await stranger.call(contract.accounts.register, {
    body: { agent_name: "e2e-agent", email, password },
  });
  const { session_token } = await stranger.call(contract.accounts.verifyEmail, {
    body: { token: await newestToken(gatewayUrl, email) },
  });
  let api_key: string | undefined;
  const client = createClient({
    baseUrl: gatewayUrl,
    credential: ({ auth }) =>
      auth.kind === "session" ? session_token : (api_key ?? session_token),
  });
  const created = await client.call(contract.apiKeys.create, { body: { label: "e2e" } });
  api_key = created.api_key;
  return { email, password, session_token, api_key, client };
}
