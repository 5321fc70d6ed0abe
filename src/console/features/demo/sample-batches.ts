import { isTerminal } from "#contract/batch-states.ts";
import type { Batch } from "#contract/batches.ts";
import { batches, files, local, quotes } from "#contract/product-api.ts";
import type { BatchId, FileId } from "#contract/primitives.ts";
import { paths } from "../../paths.ts";
import { callAndRefresh, untilFound } from "./play-context.ts";
import { asJsonl, SAMPLE_TOPICS, sampleLines } from "./sample-lines.ts";
import { later, type SampleScene, type SampleTask, type SampleThing } from "./sample-scene.ts";

type Topic = (typeof SAMPLE_TOPICS)[keyof typeof SAMPLE_TOPICS];

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
export function batchTask(
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

/** A batch that is cancelled in the middle. */
export async function cancelled(scene: SampleScene): Promise<readonly SampleThing[]> {
  await later(scene, 5);
  const file = await uploadLines(scene, SAMPLE_TOPICS.titles, 24, (at) => (at < 8 ? "" : SLOW()));
  const { id } = await submit(scene, file, "Spring titles, first try");
  await callAndRefresh(scene, batches.cancel, { params: { id } });
  await untilEnded(scene, id);
  return [{ title: "Spring titles, first try (cancelled)", to: paths.batch(id) }];
}

/** A batch whose deadline comes first. */
export async function expired(scene: SampleScene): Promise<readonly SampleThing[]> {
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

/** A batch that is left running. */
export async function running(scene: SampleScene): Promise<readonly SampleThing[]> {
  const file = await uploadLines(scene, SAMPLE_TOPICS.tickets, 48, (at) => (at < 12 ? "" : SLOW()));
  const { id } = await submit(scene, file, "Tickets of today");
  return [{ title: "Tickets of today (running)", to: paths.batch(id) }];
}
