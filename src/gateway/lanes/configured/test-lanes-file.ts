import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Catalog, loadCatalog } from "#gateway/catalog/catalog.ts";
import { type ConfiguredLanes, loadLanes } from "./load-lanes.ts";

/** The key in the environment of these tests. */
export const TEST_KEY = "sk-test-0123456789";

const ENVIRONMENT = { OPENAI_API_KEY: TEST_KEY, OLD_KEY: "two words" };

/** The catalog that comes with the gateway. */
export const catalog: Catalog = await loadCatalog();

/** Writes a file of lanes, content or text, and loads it over the catalog. */
export async function load(
  content: unknown,
  environment: Record<string, string> = ENVIRONMENT,
  options: Parameters<typeof loadLanes>[3] = {},
): Promise<ConfiguredLanes> {
  const folder = await mkdtemp(join(tmpdir(), "lanes-"));
  try {
    const path = join(folder, "lanes.json");
    await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
    return await loadLanes(path, catalog, environment, options);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A lane of a local server with a model that is new, as the README shows it. */
export function ollama() {
  return {
    lane_id: "lane_ollama",
    adapter: "chat-completions",
    provider: "Ollama",
    display_name: "Ollama on this machine",
    base_url: "http://127.0.0.1:11434/v1/",
    region: "local",
    privacy_tiers: ["standard", "zero_retention"],
    concurrency: 2,
    models: [
      {
        model: "llama-3.2-3b",
        new_model: {
          display_name: "Llama 3.2 3B",
          provider: "Meta",
          aliases: ["llama3.2:3b"],
          operations: ["responses"],
          context_window: 131_072,
          max_output_tokens: 4_096,
        },
        upstream_model: "llama3.2:3b",
        input_price_per_million: "0",
        output_price_per_million: "0",
      },
    ],
  };
}

/** A lane of a hosted provider in the place of a sandbox lane. */
export function openai() {
  return {
    lane_id: "lane_openai",
    adapter: "chat-completions",
    provider: "OpenAI",
    display_name: "OpenAI",
    base_url: "https://api.openai.com/v1",
    api_key_env: "OPENAI_API_KEY",
    output_limit_field: "max_completion_tokens",
    region: "global",
    privacy_tiers: ["standard"],
    concurrency: 32,
    requests_per_minute: 500,
    headers: { "openai-project": "proj_1" },
    models: [
      {
        model: "gpt-4o-mini-2024-07-18",
        upstream_model: "gpt-4o-mini",
        input_price_per_million: "0.15",
        output_price_per_million: "0.60",
        source: "https://openai.com/api/pricing",
        read_on: "2026-11-30",
      },
    ],
  };
}
