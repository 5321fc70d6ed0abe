import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MODEL = "gpt-4o-mini";
const KEY_VARIABLE = "TEST_UPSTREAM_KEY";

export interface LanesToGateway {
  /** What a gateway is told, so that its only lane hands its batches to the other one. */
  environment: Readonly<Record<string, string>>;
  dispose(): Promise<void>;
}

/** Lanes to another gateway by the OpenAI API of that, taking so many items in a batch. */
export async function lanesToGateway(
  url: string,
  api_key: string,
  itemsPerBatch: number,
): Promise<LanesToGateway> {
  const folder = await mkdtemp(join(tmpdir(), "batchrouter-lanes-"));
  const path = join(folder, "lanes.json");
  await writeFile(path, JSON.stringify({ lanes: [laneTo(url, itemsPerBatch)] }));
  return {
    environment: { BATCHROUTER_LANES: path, [KEY_VARIABLE]: api_key },
    dispose: () => rm(folder, { recursive: true, force: true }),
  };
}

function laneTo(url: string, itemsPerBatch: number): Record<string, unknown> {
  return {
    lane_id: "lane_upstream",
    adapter: "openai-batch",
    provider: "Batchrouter",
    display_name: "The other gateway",
    base_url: `${url}/v1/openai/v1`,
    api_key_env: KEY_VARIABLE,
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 1,
    timeout_ms: 5_000,
    batch: { max_items: itemsPerBatch, poll_seconds: { first: 0.5, most: 1 } },
    models: [
      {
        model: MODEL,
        upstream_model: MODEL,
        input_price_per_million: "0.15",
        output_price_per_million: "0.60",
        batch_discount: "0.50",
      },
    ],
  };
}
