import { batches, files, local, quotes } from "#contract/product-api.ts";
import { formatMoney } from "../../../format/money.ts";
import { plural } from "../../../format/plural.ts";
import { rememberInbox, rememberWebhookSecret } from "../../webhooks/queries.ts";
import { callAndRefresh } from "../play-context.ts";
import { asJsonl, SAMPLE_TOPICS, sampleLines } from "../sample-lines.ts";
import { keyOf, need, type Scene, type SceneEnd } from "./scene.ts";

const ITEMS = 40;

/** Opens the receiver of the webhooks. */
export async function openInbox(scene: Scene): Promise<SceneEnd> {
  const { inbox_id, url } = await callAndRefresh(
    scene,
    local.createInbox,
    {},
    keyOf(scene, "inbox"),
  );
  rememberInbox(scene.environmentId, inbox_id);
  return { outcome: "It is empty.", ids: [inbox_id], facts: { inbox_id, inbox_url: url } };
}

/** Uploads the items. */
export async function upload(scene: Scene): Promise<SceneEnd> {
  const topic = SAMPLE_TOPICS.tickets;
  const file = await callAndRefresh(
    scene,
    files.upload,
    {
      query: { filename: `${topic.name}.jsonl` },
      body: asJsonl(sampleLines(topic, ITEMS)),
    },
    keyOf(scene, "upload"),
  );
  return {
    outcome: `${plural(file.line_count, "line")}, all good.`,
    ids: [file.id],
    facts: { file_id: file.id },
  };
}

/** Locks a quote for the file. */
export async function lockQuote(scene: Scene): Promise<SceneEnd> {
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

/** Submits the batch. */
export async function submit(scene: Scene): Promise<SceneEnd> {
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
