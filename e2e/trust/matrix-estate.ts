import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "#contract/batch-states.ts";
import { createClient, type Client } from "#contract/client.ts";
import { PERMISSIONS, type Permission } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { newId } from "#contract/primitives.ts";
import type { MatrixNames } from "./matrix-routes.ts";

const WANTED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 100;

/** An org with its ways in. */
export interface MatrixOrg {
  email: string;
  session_token: string;
  /** A key that may do everything. */
  api_key: string;
  client: Client;
}

/** An org that owns one of everything, and two where a list has to have a second page. */
export interface MatrixEstate extends MatrixOrg {
  names: MatrixNames;
  /** What must be in no answer to anybody else. */
  marks: readonly string[];
  /** Ways in that have ended. */
  ended: { session_token: string; api_key: string };
  /** A key for each permission, which has no other. */
  keysByPermission: ReadonlyMap<Permission, string>;
  /** A signed link to an output. */
  link: string;
}

/** A verified account with a key. */
export async function openOrg(baseUrl: string, name: string): Promise<MatrixOrg> {
  const stranger = createClient({ baseUrl });
  const email = `${name}@example.com`;
  const body = { agent_name: `agent of ${name}`, email, password: `password of ${name}` };
  await stranger.call(contract.accounts.register, { body });
  const { data } = await stranger.call(contract.local.listMails, { query: { to: email } });
  const token = data.find((mail) => mail.token !== null)?.token ?? "";
  const { session_token } = await stranger.call(contract.accounts.verifyEmail, { body: { token } });
  const client = createClient({ baseUrl, credential: () => session_token });
  const label = `key of ${name}`;
  const { api_key } = await client.call(contract.apiKeys.create, { body: { label } });
  return { email, session_token, api_key, client };
}

/** Lines of input in OpenAI's form, which every surface takes; the last one fails, so that there is an error file. */
export function inputOf(name: string): Blob {
  const lines = [1, 2, 3].map((at) =>
    JSON.stringify({
      custom_id: `${name}-${at}`,
      method: "POST",
      url: "/v1/chat/completions",
      body: {
        model: "gpt-4o-mini",
        max_tokens: 20,
        messages: [
          {
            role: "user",
            content: `The secret of ${name}.${at === 3 ? " [[sandbox:fail code=invalid_request]]" : ""}`,
          },
        ],
      },
    }),
  );
  return new Blob([`${lines.join("\n")}\n`], { type: "application/x-ndjson" });
}

async function until<Thing>(
  what: string,
  look: () => Promise<Thing>,
  isWanted: (thing: Thing) => boolean,
): Promise<Thing> {
  const giveUpAt = Date.now() + WANTED_WITHIN_MS;
  for (;;) {
    const thing = await look();
    if (isWanted(thing)) return thing;
    if (Date.now() > giveUpAt) throw new Error(`${what} took longer than a minute.`);
    await delay(LOOK_EVERY_MS);
  }
}

async function submitFile(client: Client, input_file_id: MatrixNames["file_id"]) {
  const { quote_id } = await client.call(contract.quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], input_file_id },
  });
  const body = { quote_id, input_file_id, metadata: { project: "project of the owner" } };
  const options = { idempotencyKey: `owner-${quote_id}` };
  return (await client.call(contract.batches.create, { body }, options)).batch.id;
}

async function endedWaysIn(baseUrl: string, owner: MatrixOrg, password: string) {
  const { client } = owner;
  const { session_token } = await client.call(contract.accounts.signIn, {
    body: { email: owner.email, password },
  });
  const signedIn = createClient({ baseUrl, credential: () => session_token });
  await signedIn.call(contract.accounts.signOut, {});
  const { api_key, api_key_id } = await client.call(contract.apiKeys.create, {
    body: { label: "revoked" },
  });
  await client.call(contract.apiKeys.revoke, { params: { id: api_key_id } });
  return { session_token, api_key };
}

async function keysByPermission(client: Client): Promise<Map<Permission, string>> {
  const keys = new Map<Permission, string>();
  for (const permission of PERMISSIONS) {
    const body = { label: `may ${permission}`, permissions: [permission] };
    keys.set(permission, (await client.call(contract.apiKeys.create, { body })).api_key);
  }
  return keys;
}

/** Makes an org and one of everything that an org can have, all of it at rest. */
export async function openEstate(baseUrl: string, name: string): Promise<MatrixEstate> {
  const owner = await openOrg(baseUrl, name);
  const { client } = owner;
  const { inbox_id, url } = await client.call(contract.local.createInbox, {});
  await client.call(contract.webhooks.put, { body: { url, secret: `secret of ${name}` } });
  const files = [];
  for (let at = 0; at < 4; at += 1)
    files.push(await client.call(contract.files.upload, { body: inputOf(name) }));
  const file_id = files[0]?.id ?? newId("file");
  const batches = [await submitFile(client, file_id), await submitFile(client, file_id)];
  const batch_id = batches[0] ?? newId("batch");
  const messages = [{ role: "user" as const, content: `The secret of ${name}.` }];
  const runs = [];
  for (let at = 0; at < 2; at += 1)
    runs.push(
      await client.call(contract.workflows.createAgentRun, { body: { input: { messages } } }),
    );
  for (const id of batches) {
    const look = () => client.call(contract.batches.get, { params: { id } });
    await until("A batch", look, ({ status }) => isTerminal(status));
  }
  const { data: deliveries } = await until(
    "The deliveries",
    () => client.call(contract.webhooks.listDeliveries, { query: { limit: 100 } }),
    ({ data }) => data.length >= 4 && data.every(({ status }) => status === "delivered"),
  );
  const { quote_id } = await client.call(contract.quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], input_file_id: file_id },
  });
  const spare = await client.call(contract.apiKeys.create, { body: { label: `spare of ${name}` } });
  const { url: link } = await client.call(contract.batches.artifactUrl, {
    params: { id: batch_id },
  });
  const names: MatrixNames = {
    api_key_id: spare.api_key_id,
    quote_id,
    file_id,
    spare_file_id: files[2]?.id ?? newId("file"),
    second_spare_file_id: files[3]?.id ?? newId("file"),
    batch_id,
    run_id: runs[0]?.run.id ?? newId("run"),
    delivery_id: deliveries[0]?.id ?? newId("delivery"),
  };
  return {
    ...owner,
    names,
    // Signed by their owner's name, so that no answer can hold one by chance.
    marks: [...Object.values(names), name, inbox_id, spare.api_key],
    ended: await endedWaysIn(baseUrl, owner, `password of ${name}`),
    keysByPermission: await keysByPermission(client),
    link,
  };
}
