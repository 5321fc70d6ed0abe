import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import type { EndpointInput } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import type { BatchId, FileId, InboxId } from "#contract/primitives.ts";
import { getCredentials, keepCredentials } from "../../environments/credentials.ts";
import { paths } from "../../paths.ts";
import { DEFAULT_ENDPOINT, rememberInbox, rememberWebhookSecret } from "../webhooks/queries.ts";
import { type Caller, callAndRefresh, untilFound } from "./play-context.ts";
import { asJsonl, SAMPLE_TOPICS, sampleLines } from "./sample-lines.ts";

/** What sample work is made with. */
interface SampleScene extends Caller {
  signal: AbortSignal;
  /** In a rehearsal time is let pass between the pieces, so that there is a history of some days. */
  isRehearsal: boolean;
}

/** Something that was made, and where it is to be seen. */
export interface SampleThing {
  title: string;
  to: string;
}

/** One piece of the work. */
export interface SampleTask {
  title: string;
  make: (scene: SampleScene, made: Made) => Promise<readonly SampleThing[]>;
}

/** What later pieces need of earlier ones. */
export interface Made {
  inbox?: { inbox_id: InboxId; url: string };
}

const { accounts, apiKeys, batches, files, local, quotes, webhooks, workflows } = contract;

const AGENT_NAME = "shop-assistant";
const EMAIL = "team@harbour-bicycles.example";
const HOUR_MS = 3_600_000;
type Topic = (typeof SAMPLE_TOPICS)[keyof typeof SAMPLE_TOPICS];

/** Lets hours pass where time is the gateway's own to tell. */
async function later(scene: SampleScene, hours: number): Promise<void> {
  if (!scene.isRehearsal) return;
  const body = { advance_ms: hours * HOUR_MS };
  await scene.client.call(local.setRehearsal, { body });
}

async function signIn(scene: SampleScene): Promise<readonly SampleThing[]> {
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

async function makeKeys(scene: SampleScene): Promise<readonly SampleThing[]> {
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

async function openEndpoint(scene: SampleScene, made: Made): Promise<readonly SampleThing[]> {
  const { inbox_id, url } = await callAndRefresh(scene, local.createInbox, {});
  made.inbox = { inbox_id, url };
  rememberInbox(scene.environmentId, inbox_id);
  const { secret } = await callAndRefresh(scene, webhooks.put, { body: { url } });
  if (secret !== undefined) rememberWebhookSecret(scene.environmentId, DEFAULT_ENDPOINT, secret);
  return [{ title: "A webhook endpoint", to: `${paths.webhooks()}?tab=endpoint` }];
}

async function uploadLines(
  scene: SampleScene,
  topic: Topic,
  count: number,
  sentinel?: (at: number) => string,
): Promise<FileId> {
  const file = await callAndRefresh(scene, files.upload, {
    query: { filename: `${topic.name}.jsonl` },
    body: asJsonl(sampleLines(topic, count, sentinel)),
  });
  return file.id;
}

async function submit(scene: SampleScene, input_file_id: FileId, name: string): Promise<Batch> {
  const quote = await callAndRefresh(scene, quotes.createForModel, { body: { input_file_id } });
  const { batch } = await callAndRefresh(
    scene,
    batches.create,
    { body: { quote_id: quote.quote_id, input_file_id, metadata: { name, team: "support" } } },
    { idempotencyKey: `sample-${quote.quote_id}` },
  );
  return batch;
}

async function untilEnded(scene: SampleScene, id: BatchId): Promise<Batch> {
  const ended = await untilFound(async () => {
    const batch = await scene.client.call(
      batches.get,
      { params: { id }, query: {} },
      { conditional: true },
    );
    return isTerminal(batch.status) ? batch : undefined;
  }, scene.signal);
  void scene.queries.invalidateQueries({ queryKey: [scene.environmentId, "batches"] });
  return ended;
}

/** A batch that runs to its own end. */
function batchTask(
  title: string,
  topic: Topic,
  count: number,
  sentinel?: (at: number) => string,
): SampleTask {
  return {
    title,
    make: async (scene) => {
      await later(scene, 20);
      const file = await uploadLines(scene, topic, count, sentinel);
      const { id } = await submit(scene, file, title);
      await untilEnded(scene, id);
      return [{ title, to: paths.batch(id) }];
    },
  };
}

const SLOW = (): string => "[[sandbox:delay ms=600000]]";

async function cancelled(scene: SampleScene): Promise<readonly SampleThing[]> {
  await later(scene, 5);
  const file = await uploadLines(scene, SAMPLE_TOPICS.titles, 24, (at) => (at < 8 ? "" : SLOW()));
  const { id } = await submit(scene, file, "Spring titles, first try");
  await callAndRefresh(scene, batches.cancel, { params: { id } });
  await untilEnded(scene, id);
  return [{ title: "Spring titles, first try (cancelled)", to: paths.batch(id) }];
}

async function expired(scene: SampleScene): Promise<readonly SampleThing[]> {
  await later(scene, 3);
  const { deadline_seconds } = await scene.client.call(local.getSandbox, {});
  await callAndRefresh(scene, local.setSandbox, { body: { deadline_seconds: 2 } });
  try {
    const file = await uploadLines(scene, SAMPLE_TOPICS.reviews, 18, (at) =>
      at < 4 ? "" : SLOW(),
    );
    const { id } = await submit(scene, file, "Reviews before the weekend");
    await untilEnded(scene, id);
    return [{ title: "Reviews before the weekend (expired)", to: paths.batch(id) }];
  } finally {
    await callAndRefresh(scene, local.setSandbox, { body: { deadline_seconds } });
  }
}

async function failedDelivery(scene: SampleScene, made: Made): Promise<readonly SampleThing[]> {
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

async function agentRuns(scene: SampleScene): Promise<readonly SampleThing[]> {
  const things: SampleThing[] = [];
  for (const content of [
    "Name the three most frequent reasons for returns in January.",
    "Draft a friendly answer to a customer whose parcel is nine days late.",
  ]) {
    const { run } = await callAndRefresh(scene, workflows.createAgentRun, {
      body: { input: { messages: [{ role: "user", content }] } },
    });
    await untilFound(async () => {
      const params = { id: run.id };
      const { status } = await scene.client.call(workflows.getAgentRun, { params });
      return status === "completed" || status === "failed" ? status : undefined;
    }, scene.signal);
    things.push({ title: content, to: paths.agentRun(run.id) });
    await later(scene, 1);
  }
  return things;
}

async function openQuote(scene: SampleScene): Promise<readonly SampleThing[]> {
  const quote = await callAndRefresh(scene, quotes.createForModel, {
    body: { models: ["gpt-4o-mini"], routing_mode: "fastest", estimated_items: 2_000 },
  });
  return [
    { title: "A quote that is still open", to: `${paths.quote()}?quote_id=${quote.quote_id}` },
  ];
}

async function running(scene: SampleScene): Promise<readonly SampleThing[]> {
  const file = await uploadLines(scene, SAMPLE_TOPICS.tickets, 48, (at) => (at < 12 ? "" : SLOW()));
  const { id } = await submit(scene, file, "Tickets of today");
  return [{ title: "Tickets of today (running)", to: paths.batch(id) }];
}

/** All pieces, in order; what runs long comes last. */
export const SAMPLE_TASKS: readonly SampleTask[] = [
  { title: "Register and verify", make: signIn },
  { title: "Create keys", make: makeKeys },
  { title: "Set a webhook endpoint", make: openEndpoint },
  batchTask("Tickets of last week", SAMPLE_TOPICS.tickets, 32),
  batchTask("Reviews of week 3", SAMPLE_TOPICS.reviews, 30, (at) =>
    at % 6 === 2 ? "[[sandbox:fail code=content_policy]]" : "",
  ),
  batchTask(
    "Titles with a broken prompt",
    SAMPLE_TOPICS.titles,
    6,
    () => "[[sandbox:fail code=invalid_input]]",
  ),
  { title: "A batch that is cancelled", make: cancelled },
  { title: "A batch that expires", make: expired },
  { title: "A delivery that fails at first", make: failedDelivery },
  { title: "Two agent runs", make: agentRuns },
  { title: "A quote that stays open", make: openQuote },
  { title: "A batch that is running", make: running },
];
