import { isTerminal } from "#contract/batch-states.ts";
import { batches, local, webhooks } from "#contract/product-api.ts";
import { explainVerification } from "#contract/webhook-verification.ts";
import { formatMoney } from "../../../format/money.ts";
import { plural } from "../../../format/plural.ts";
import { verificationInput, webhookSecret } from "../../webhooks/queries.ts";
import { untilFound } from "../play-context.ts";
import { need, type Scene, type SceneEnd } from "./scene.ts";

/** Waits for the end of the batch. */
export async function watch(scene: Scene): Promise<SceneEnd> {
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

/** Waits for the delivery and checks its signature. */
export async function receive(scene: Scene): Promise<SceneEnd> {
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

/** Reads the results. */
export async function readResults(scene: Scene): Promise<SceneEnd> {
  const params = { id: need(scene.facts.batch_id, "batch") };
  const { data } = await scene.client.call(batches.results, { params, query: { limit: 100 } });
  const failed = data.filter(({ error }) => error !== null).length;
  return {
    outcome: `${plural(data.length, "row")}, ${failed} with an error by name.`,
    ids: [],
  };
}

/** Reads the bill. */
export async function readBill(scene: Scene): Promise<SceneEnd> {
  const params = { id: need(scene.facts.batch_id, "batch") };
  const bill = await scene.client.call(batches.billingReceipt, { params });
  return {
    outcome: `${formatMoney(bill.total)} of ${formatMoney(bill.quoted_total)}; ${formatMoney(bill.released)} came back.`,
    ids: [],
  };
}
