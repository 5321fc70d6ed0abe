import { isTerminal } from "#contract/batch-states.ts";
import { contract } from "#contract/index.ts";
import { explainVerification } from "#contract/webhook-verification.ts";
import { keepCredentials } from "../../environments/credentials.ts";
import { formatMoney } from "../../format/money.ts";
import { plural } from "../../format/plural.ts";
import {
  rememberInbox,
  rememberWebhookSecret,
  verificationInput,
  webhookSecret,
} from "../webhooks/queries.ts";
import type { Show } from "./demo-address.ts";
import { emptyGateway } from "./empty-gateway.ts";
import { type Caller, callAndRefresh, untilFound } from "./play-context.ts";
import type { PlayFacts } from "./play-record.ts";
import type { StepId } from "./play-steps.ts";
import { asJsonl, SAMPLE_TOPICS, sampleLines } from "./sample-lines.ts";

/** What a scene has at hand. */
export interface Scene extends Caller {
  show: Show;
  facts: PlayFacts;
  signal: AbortSignal;
}

/** What came of a scene. */
export interface SceneEnd {
  outcome: string;
  ids: readonly string[];
  /** Added to the facts of the play. */
  facts?: PlayFacts;
}

const ITEMS = 40;
const AGENT_NAME = "ticket-sorter";
const EMAIL = "ops@harbour-bicycles.example";

const { accounts, apiKeys, batches, files, local, quotes, webhooks, workflows } = contract;

/** A fact that an earlier scene has made. */
function need<T>(fact: T | undefined, what: string): T {
  if (fact === undefined) throw new Error(`The play has no ${what} yet. Start it again.`);
  return fact;
}

/** The same key in each play, so that a scene that a reload interrupted is not done twice. */
const keyOf = ({ show }: Scene, id: StepId): { idempotencyKey: string } => ({
  idempotencyKey: `demo-${show.scenario}-${show.seed}-${id}`,
});

async function begin(scene: Scene): Promise<SceneEnd> {
  const { show } = scene;
  await emptyGateway(scene, show);
  return { outcome: `Scenario ${show.scenario}, seed ${show.seed}.`, ids: [] };
}

async function register(scene: Scene): Promise<SceneEnd> {
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

async function readMail(scene: Scene): Promise<SceneEnd> {
  await findToken(scene);
  return { outcome: "It holds a link with a token that works once.", ids: [] };
}

async function verify(scene: Scene): Promise<SceneEnd> {
  const token = await findToken(scene);
  const session = await callAndRefresh(scene, accounts.verifyEmail, { body: { token } });
  const { session_token, session_expires_at, email, org_id, user_id } = session;
  keepCredentials(scene.environmentId, { session_token, session_expires_at, email });
  return { outcome: "There is a session.", ids: [org_id, user_id], facts: { org_id } };
}

async function createKey(scene: Scene): Promise<SceneEnd> {
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

async function openInbox(scene: Scene): Promise<SceneEnd> {
  const { inbox_id, url } = await callAndRefresh(scene, local.createInbox, {});
  rememberInbox(scene.environmentId, inbox_id);
  return { outcome: "It is empty.", ids: [inbox_id], facts: { inbox_id, inbox_url: url } };
}

async function upload(scene: Scene): Promise<SceneEnd> {
  const topic = SAMPLE_TOPICS.tickets;
  const file = await callAndRefresh(scene, files.upload, {
    query: { filename: `${topic.name}.jsonl` },
    body: asJsonl(sampleLines(topic, ITEMS)),
  });
  return {
    outcome: `${plural(file.line_count, "line")}, all good.`,
    ids: [file.id],
    facts: { file_id: file.id },
  };
}

async function lockQuote(scene: Scene): Promise<SceneEnd> {
  const quote = await callAndRefresh(
    scene,
    quotes.createForModel,
    { body: { input_file_id: need(scene.facts.file_id, "file"), routing_mode: "balanced" } },
    keyOf(scene, "quote"),
  );
  return {
    outcome: `${formatMoney(quote.pricing_estimate.total)} at most, locked for ten minutes.`,
    ids: [quote.quote_id],
    facts: { quote_id: quote.quote_id },
  };
}

async function submit(scene: Scene): Promise<SceneEnd> {
  const { quote_id, file_id, inbox_url } = scene.facts;
  const { batch } = await callAndRefresh(
    scene,
    batches.create,
    {
      body: {
        quote_id: need(quote_id, "quote"),
        input_file_id: need(file_id, "file"),
        webhook: { url: need(inbox_url, "inbox") },
        metadata: { name: "Tickets of January" },
      },
    },
    keyOf(scene, "submit"),
  );
  const secret = batch.webhook?.secret;
  if (secret !== undefined) rememberWebhookSecret(scene.environmentId, batch.id, secret);
  return {
    outcome: `${plural(batch.item_count, "item")} accepted, credits reserved.`,
    ids: [batch.id],
    facts: { batch_id: batch.id },
  };
}

async function watch(scene: Scene): Promise<SceneEnd> {
  const params = { id: need(scene.facts.batch_id, "batch") };
  const { queries, environmentId } = scene;
  const ended = await untilFound(async () => {
    const batch = await scene.client.call(batches.get, { params }, { conditional: true });
    return isTerminal(batch.status) ? batch : undefined;
  }, scene.signal);
  void queries.invalidateQueries({ queryKey: [environmentId, "batches"] });
  void queries.invalidateQueries({ queryKey: [environmentId, "accounts"] });
  const { completed, failed } = ended.counts;
  return {
    outcome: `${ended.status}: ${completed} answered, ${failed} failed.`,
    ids: [],
  };
}

async function receive(scene: Scene): Promise<SceneEnd> {
  const batchId = need(scene.facts.batch_id, "batch");
  const params = { id: need(scene.facts.inbox_id, "inbox") };
  const delivery = await untilFound(async () => {
    const query = { batch_id: batchId };
    const { data } = await scene.client.call(webhooks.listDeliveries, { query });
    return data.find(({ status }) => status !== "pending");
  }, scene.signal);
  const { data } = await scene.client.call(local.getInbox, { params });
  const receipt = data.find(({ body }) => body.includes(batchId));
  const secret = webhookSecret(scene.environmentId, batchId);
  if (receipt === undefined || secret === undefined) {
    return { outcome: `The delivery is ${delivery.status}.`, ids: [delivery.id] };
  }
  const { hex, standard } = await explainVerification(verificationInput(secret, receipt));
  const is_signature_valid = hex.valid && standard.valid;
  return {
    outcome: is_signature_valid
      ? "Delivered; the signature holds by both schemes."
      : "Delivered; the signature does not hold.",
    ids: [delivery.id, delivery.event_id],
    facts: { is_signature_valid },
  };
}

async function readResults(scene: Scene): Promise<SceneEnd> {
  const params = { id: need(scene.facts.batch_id, "batch") };
  const { data } = await scene.client.call(batches.results, { params, query: { limit: 100 } });
  const failed = data.filter(({ error }) => error !== null).length;
  return {
    outcome: `${plural(data.length, "row")}, ${failed} with an error by name.`,
    ids: [],
  };
}

async function readBill(scene: Scene): Promise<SceneEnd> {
  const params = { id: need(scene.facts.batch_id, "batch") };
  const bill = await scene.client.call(batches.billingReceipt, { params });
  return {
    outcome: `${formatMoney(bill.total)} of ${formatMoney(bill.quoted_total)}; ${formatMoney(bill.released)} came back.`,
    ids: [],
  };
}

async function runAgent(scene: Scene): Promise<SceneEnd> {
  const content = "Forty tickets were sorted. Which two things should the shop mend first?";
  const { run } = await callAndRefresh(
    scene,
    workflows.createAgentRun,
    {
      body: {
        input: { messages: [{ role: "user", content }] },
        webhook: { url: need(scene.facts.inbox_url, "inbox") },
      },
    },
    keyOf(scene, "agent"),
  );
  const secret = run.webhook?.secret;
  if (secret !== undefined) rememberWebhookSecret(scene.environmentId, run.id, secret);
  return { outcome: "Accepted.", ids: [run.id, run.batch_id], facts: { run_id: run.id } };
}

async function readAnswer(scene: Scene): Promise<SceneEnd> {
  const id = need(scene.facts.run_id, "run");
  const run = await untilFound(async () => {
    const found = await scene.client.call(
      workflows.getAgentRun,
      { params: { id } },
      { conditional: true },
    );
    return found.status === "completed" || found.status === "failed" ? found : undefined;
  }, scene.signal);
  const delivery = await untilFound(async () => {
    const query = { run_id: id };
    const { data } = await scene.client.call(webhooks.listDeliveries, { query });
    return data.find(({ status }) => status !== "pending");
  }, scene.signal);
  const { queries, environmentId } = scene;
  void queries.invalidateQueries({ queryKey: [environmentId, "workflows"] });
  void queries.invalidateQueries({ queryKey: [environmentId, "accounts"] });
  return {
    outcome: `${run.status}; the webhook is ${delivery.status}.`,
    ids: [delivery.id],
  };
}

/** What each scene does; the last one is the player's own. */
export const STEP_ACTIONS: Record<Exclude<StepId, "end">, (scene: Scene) => Promise<SceneEnd>> = {
  begin,
  register,
  mail: readMail,
  verify,
  key: createKey,
  inbox: openInbox,
  upload,
  quote: lockQuote,
  submit,
  run: watch,
  delivery: receive,
  results: readResults,
  bill: readBill,
  agent: runAgent,
  answer: readAnswer,
};
