import { load, openai, TEST_KEY } from "../configured/test-lanes-file.ts";
import { testAccess } from "../provider/test-provider-lane.ts";
import type { SandboxSettings } from "../sandbox/scenarios.ts";
import { settingsOf } from "../sandbox/test-sandbox.ts";
import { createCheckableLanes } from "./checkable-lanes.ts";

/** The entries of a file with a chat lane and an embeddings lane to a server of a test, both with a key. */
export function laneEntries(serverUrl: string, change: object = {}) {
  const base_url = `${serverUrl}/v1`;
  const { models: _, ...terms } = openai();
  const [stated] = openai().models;
  return [
    { ...openai(), base_url, ...change },
    {
      ...terms,
      base_url,
      lane_id: "lane_vectors",
      display_name: "Vectors",
      adapter: "embeddings",
      models: [
        {
          ...stated,
          model: "text-embedding-3-small",
          upstream_model: "upstream-embedding",
          input_price_per_million: "0.02",
          output_price_per_million: "0",
        },
      ],
    },
  ];
}

/** The lanes of such a file beside the sandbox's, fit to be checked. */
export async function checkedLanes(
  serverUrl: string,
  change: object = {},
  environment: Record<string, string> = { OPENAI_API_KEY: TEST_KEY },
  sandbox: Partial<SandboxSettings> = {},
) {
  const file = { sandbox: true, lanes: laneEntries(serverUrl, change) };
  const loaded = await load(file, environment, { mayLackKeys: true });
  const settings = settingsOf(sandbox);
  return createCheckableLanes(loaded.catalog, {
    settings: () => settings,
    connections: loaded.connections,
    access: testAccess(),
  });
}
