import { webhooks, workflows } from "#contract/product-api.ts";
import { rememberWebhookSecret } from "../../webhooks/queries.ts";
import { callAndRefresh, untilFound } from "../play-context.ts";
import { keyOf, need, type Scene, type SceneEnd } from "./scene.ts";

/** Starts an agent run. */
export async function runAgent(scene: Scene): Promise<SceneEnd> {
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

/** Waits for the end of the run and its delivery. */
export async function readAnswer(scene: Scene): Promise<SceneEnd> {
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
