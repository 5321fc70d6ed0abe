import { quotes, workflows } from "#contract/product-api.ts";
import { paths } from "../../paths.ts";
import { callAndRefresh, untilFound } from "./play-context.ts";
import { failedDelivery, makeKeys, openEndpoint, signIn } from "./sample-account.ts";
import { batchTask, cancelled, expired, running } from "./sample-batches.ts";
import { SAMPLE_TOPICS } from "./sample-lines.ts";
import { later, type SampleScene, type SampleTask, type SampleThing } from "./sample-scene.ts";

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
