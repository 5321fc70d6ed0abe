import { setTimeout as delay } from "node:timers/promises";
import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { createClient, type Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { allPages } from "./pages.ts";

/** An account with credits, and its ways in. */
export interface TortureUser {
  api_key: string;
  client: Client;
  /** The input of a small batch. */
  items: Record<string, unknown>[];
  listBatches(): Promise<Batch[]>;
  /** Quotes and submits. */
  submit(items: Record<string, unknown>[]): Promise<Batch["id"]>;
  /** The batch once it is as wanted; throws when that takes too long. */
  until(id: Batch["id"], isWanted: (batch: Batch) => boolean): Promise<Batch>;
  untilEnded(id: Batch["id"]): Promise<Batch>;
}

const WANTED_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 100;

const MODEL = "gpt-4o-mini";

/** Items that a lane answers at once, or each after a while. */
export function smallItems(count: number, delayMs = 0): Record<string, unknown>[] {
  const sentinel = delayMs === 0 ? "" : ` [[sandbox:delay ms=${delayMs}]]`;
  return Array.from({ length: count }, (_, at) => ({
    customer_item_id: `item-${String(at).padStart(5, "0")}`,
    operation: "responses",
    model: MODEL,
    input: { messages: [{ role: "user", content: `Say ${at} in words.${sentinel}` }] },
    max_output_tokens: 50,
  }));
}

/** Registers, verifies, tops up and makes a key. */
export async function openUser(baseUrl: string, name: string): Promise<TortureUser> {
  const stranger = createClient({ baseUrl });
  const email = `${name}@example.com`;
  await stranger.call(contract.accounts.register, {
    body: { agent_name: name, email, password: `password of ${name}` },
  });
  const mails = await stranger.call(contract.local.listMails, { query: { to: email } });
  const token = mails.data.find((mail) => mail.token !== null)?.token ?? "";
  const { session_token } = await stranger.call(contract.accounts.verifyEmail, { body: { token } });
  const session = createClient({ baseUrl, credential: () => session_token });
  const { api_key } = await session.call(contract.apiKeys.create, { body: { label: name } });
  const client = createClient({ baseUrl, credential: () => api_key });
  const until: TortureUser["until"] = async (id, isWanted) => {
    const giveUpAt = Date.now() + WANTED_WITHIN_MS;
    for (;;) {
      const batch = await client.call(contract.batches.get, { params: { id } });
      if (isWanted(batch)) return batch;
      if (Date.now() > giveUpAt)
        throw new Error(`${id} is still ${batch.status} with ${batch.counts.completed} done`);
      await delay(LOOK_EVERY_MS);
    }
  };
  return {
    until,
    untilEnded: (id) => until(id, ({ status }) => isTerminal(status)),
    async submit(items) {
      const { quote_id } = await client.call(contract.quotes.createForModel, { body: { items } });
      const { batch } = await client.call(
        contract.batches.create,
        { body: { quote_id, items } },
        { idempotencyKey: `on-${quote_id}` },
      );
      return batch.id;
    },
    api_key,
    client,
    items: smallItems(1),
    listBatches: () =>
      allPages((cursor) => client.call(contract.batches.list, { query: { limit: 100, cursor } })),
  };
}
