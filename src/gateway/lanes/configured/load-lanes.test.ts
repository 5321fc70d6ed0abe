import { readFile } from "node:fs/promises";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { loadLanes } from "./load-lanes.ts";
import { catalog, load, ollama, openai, TEST_KEY } from "./test-lanes-file.ts";

describe("the lanes of a file", () => {
  test("stand alone: no sandbox lane is beside them, and no model that they do not offer", async () => {
    const loaded = await load({ lanes: [ollama(), openai()] });
    expect(loaded.catalog.lanes.map(({ lane_id, adapter }) => [lane_id, adapter])).toEqual([
      ["lane_ollama", "chat-completions"],
      ["lane_openai", "chat-completions"],
    ]);
    expect(loaded.catalog.models.map(({ slug }) => slug)).toEqual(["gpt-4o-mini", "llama-3.2-3b"]);
    expect(loaded.catalog.knownModels).toContain("llama3.2:3b");
    expect(loaded.catalog.pricing_updated_at).toBe("2026-11-30T00:00:00.000Z");
  });

  test("stand beside the sandbox's where that is asked for, and take the place of one with the same id", async () => {
    const loaded = await load({ sandbox: true, lanes: [openai()] });
    expect(loaded.catalog.lanes).toHaveLength(catalog.lanes.length);
    const offered = loaded.catalog.models.flatMap(({ slug, offerings }) =>
      offerings.filter(({ lane }) => lane.lane_id === "lane_openai").map(() => slug),
    );
    expect(offered).toEqual(["gpt-4o-mini"]);
    expect(loaded.catalog.models).toHaveLength(catalog.models.length);
  });

  test("have the prices, terms and bounds that the file states, and defaults where it states none", async () => {
    const loaded = await load({ lanes: [ollama(), openai()] });
    expect(loaded.catalog.offeringsFor("gpt-4o-mini")).toMatchObject([
      {
        rates: { input_micros_per_million: 150_000n, output_micros_per_million: 600_000n },
        batch_discount: "0",
        source: "https://openai.com/api/pricing",
        read_on: "2026-11-30",
        lane: { concurrency: 32, requests_per_minute: 500, expected: { success_rate: 0.99 } },
      },
    ]);
    expect(loaded.catalog.findModel("llama-3.2-3b")).toMatchObject({
      max_input_tokens: 131_072,
      offerings: [{ read_on: null, rates: { input_micros_per_million: 0n } }],
    });
    expect(loaded.connections.get("lane_ollama")).toMatchObject({
      base_url: "http://127.0.0.1:11434/v1",
      secret: null,
      timeout_ms: 120_000,
      output_limit_field: "max_tokens",
      upstream_models: new Map([
        ["llama-3.2-3b", { name: "llama3.2:3b", max_output_tokens: 4_096 }],
      ]),
    });
    expect(loaded.connections.get("lane_openai")?.secret?.reveal()).toBe(TEST_KEY);
  });

  test("that are handed whole batches have their provider's limits, a day, and looks within a minute", async () => {
    const batch = { ...openai(), adapter: "openai-batch", output_limit_field: undefined };
    const loaded = await load({ lanes: [batch] });
    expect(loaded.catalog.lanes[0]).toMatchObject({
      completion_window: "24h",
      expected: { turnaround_ms: { median: 3_600_000, p95: 86_400_000 }, success_rate: 0.99 },
    });
    expect(loaded.connections.get("lane_openai")).toMatchObject({
      key_header: "authorization",
      output_limit_field: "max_completion_tokens",
      batch: {
        completion_window: "24h",
        limits: { items: 50_000, bytes: 200_000_000 },
        poll: { first_ms: 10_000, most_ms: 60_000 },
        give_up_ms: 25 * 3_600_000,
      },
    });
  });

  test("that are handed whole batches have what the file says of them", async () => {
    const stated = {
      ...openai(),
      adapter: "openai-batch",
      completion_window: "48h",
      expected: { turnaround_ms: { median: 60_000, p95: 120_000 }, success_rate: 0.9 },
      batch: {
        max_items: 100,
        max_bytes: 1_048_576,
        poll_seconds: { first: 0.5, most: 2 },
        give_up_seconds: 600,
        endpoints: ["/v1/chat/completions"],
      },
    };
    const loaded = await load({ lanes: [stated] });
    expect(loaded.catalog.lanes[0]).toMatchObject({
      completion_window: "48h",
      expected: { turnaround_ms: { median: 60_000, p95: 120_000 }, success_rate: 0.9 },
    });
    expect(loaded.connections.get("lane_openai")?.batch).toEqual({
      completion_window: "48h",
      limits: { items: 100, bytes: 1_048_576 },
      poll: { first_ms: 500, most_ms: 2_000 },
      give_up_ms: 600_000,
      endpoints: ["/v1/chat/completions"],
    });
  });

  test("leave a catalog without a dated price without a day", async () => {
    expect((await load({ lanes: [ollama()] })).catalog.pricing_updated_at).toBeNull();
  });

  test("keep how a provider is reached out of the catalog, and the key out of all that is printed", async () => {
    const loaded = await load({ lanes: [openai()] });
    const inCatalog = inspect(loaded.catalog, { depth: 9 });
    expect(inCatalog).not.toMatch(/api\.openai\.com\/v1|OPENAI_API_KEY|proj_1/);
    expect(inspect(loaded, { depth: 9, showHidden: true })).not.toContain(TEST_KEY);
    expect(JSON.stringify([...loaded.connections.values()])).not.toContain(TEST_KEY);
  });

  test("are none where no file is named", async () => {
    expect(await loadLanes(null, catalog, {})).toEqual({ catalog, connections: new Map() });
  });
});

test("the example in the README is taken as it stands", async () => {
  const readme = await readFile(new URL("../../../../README.md", import.meta.url), "utf8");
  const [, example = ""] = /## Real lanes[\s\S]*?```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const keys = { GROQ_API_KEY: TEST_KEY, OPENAI_API_KEY: TEST_KEY };
  const loaded = await load(example, keys);
  expect(loaded.catalog.lanes.map(({ lane_id }) => lane_id)).toEqual([
    "lane_ollama",
    "lane_groq",
    "lane_openai_batch",
  ]);
});
