import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadCatalog } from "#gateway/catalog/catalog.ts";
import { ConfigMistake } from "#gateway/config-mistake.ts";
import { loadLanes } from "./load-lanes.ts";

const KEY = "sk-test-0123456789";
const ENVIRONMENT = { OPENAI_API_KEY: KEY, OLD_KEY: "two words" };
const catalog = await loadCatalog();

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "lanes-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A lane of a local server with a model that is new, as the README shows it. */
function ollama() {
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
function openai() {
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

async function load(content: unknown, environment: Record<string, string> = ENVIRONMENT) {
  const path = join(folder, "lanes.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return loadLanes(path, catalog, environment);
}

/** What is said of a file that cannot be used, a line each, without the one that names the file. */
async function mistakesOf(content: unknown, environment?: Record<string, string>) {
  const error: unknown = await load(content, environment).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigMistake)) throw new Error("The file was taken.");
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

/** The file with one lane, changed at one place. */
const changed = (change: (lane: ReturnType<typeof openai> & Record<string, unknown>) => void) => {
  const lane = openai();
  change(lane);
  return { lanes: [lane] };
};

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
    expect(loaded.connections.get("lane_openai")?.secret?.reveal()).toBe(KEY);
  });

  test("leave a catalog without a dated price without a day", async () => {
    expect((await load({ lanes: [ollama()] })).catalog.pricing_updated_at).toBeNull();
  });

  test("keep how a provider is reached out of the catalog, and the key out of all that is printed", async () => {
    const loaded = await load({ lanes: [openai()] });
    const inCatalog = inspect(loaded.catalog, { depth: 9 });
    expect(inCatalog).not.toMatch(/api\.openai\.com\/v1|OPENAI_API_KEY|proj_1/);
    expect(inspect(loaded, { depth: 9, showHidden: true })).not.toContain(KEY);
    expect(JSON.stringify([...loaded.connections.values()])).not.toContain(KEY);
  });

  test("are none where no file is named", async () => {
    expect(await loadLanes(null, catalog, {})).toEqual({ catalog, connections: new Map() });
  });
});

describe("a file with mistakes", () => {
  test("is refused with all of them, each by its path", async () => {
    const content = changed((lane) => {
      Object.assign(lane, { region: "Europe", api_key: "sk-oops", concurrency: 0 });
      Object.assign(lane.models[0] ?? {}, { input_price_per_million: 0.15 });
    });
    const mistakes = await mistakesOf(content);
    expect(mistakes.map((mistake) => mistake.split(": ")[0])).toEqual([
      "lanes[0].region",
      "lanes[0].concurrency",
      "lanes[0].models[0].input_price_per_million",
      "lanes[0]",
    ]);
    expect(mistakes.join("\n")).not.toContain("sk-oops");
  });

  test.each<[string, object, string]>([
    ["lanes[0].base_url", { base_url: "api.openai.com/v1" }, "This is not a URL."],
    ["lanes[0].base_url", { base_url: "ftp://api.openai.com" }, "Only https URLs are taken."],
    [
      "lanes[0].base_url",
      { base_url: "https://me:secret@api.openai.com/v1" },
      "A URL must not carry a user name or password.",
    ],
    [
      "lanes[0].base_url",
      { base_url: "http://169.254.169.254/v1" },
      "169.254.169.254 has a link-local address; nothing is sent there.",
    ],
    [
      "lanes[0].base_url",
      { base_url: "https://api.openai.com/v1?key=1" },
      "Expected an address without ? and #",
    ],
    ["lanes[0].api_key_env", { api_key_env: "NO_SUCH_KEY" }, "the variable NO_SUCH_KEY is not set"],
    [
      "lanes[0].api_key_env",
      { api_key_env: "OLD_KEY" },
      "the variable OLD_KEY holds what no key can be: blanks, line breaks or signs beyond ASCII",
    ],
    [
      "lanes[0].headers.Authorization",
      { headers: { Authorization: "Bearer x" } },
      "a key belongs in the variable that api_key_env names",
    ],
    ["lanes[0].headers.Host", { headers: { Host: "x" } }, "this header is set by the lane itself"],
    ["lanes[0].headers.a b", { headers: { "a b": "x" } }, "no header can have this name"],
    [
      "lanes[0].headers.x-a",
      { headers: { "x-a": "1\r\nx-b: 2" } },
      "Expected at most 1000 characters of ASCII on one line",
    ],
    [
      "lanes[0].models[0].model",
      { adapter: "embeddings" },
      "a lane of the kind embeddings cannot do responses and vision",
    ],
  ])("at %s is told for %o", async (path, change, words) => {
    expect(await mistakesOf(changed((lane) => void Object.assign(lane, change)))).toEqual([
      `${path}: ${words}`,
    ]);
  });

  test.each<[string, object, string]>([
    [
      "lanes[0].models[0].model",
      { model: "gpt-99" },
      'the catalog has no "gpt-99"; say under new_model what it is',
    ],
    [
      "lanes[0].models[0].new_model",
      { new_model: ollama().models[0]?.new_model },
      '"gpt-4o-mini-2024-07-18" is the name of a model already; leave new_model out',
    ],
    ["lanes[0].models[0]", { read_on: undefined }, "source and read_on are given together"],
  ])("at %s is told for a model with %o", async (path, change, words) => {
    const content = changed((lane) => void Object.assign(lane.models[0] ?? {}, change));
    expect((await mistakesOf(content))[0]).toBe(`${path}: ${words}`);
  });

  test("names what comes twice: a lane, a model on one lane by either of its names, a new model", async () => {
    const twice = openai();
    twice.models.push(...openai().models.map((model) => ({ ...model, model: "gpt-4o-mini" })));
    const content = { lanes: [twice, openai(), ollama(), { ...ollama(), lane_id: "lane_b" }] };
    expect((await mistakesOf(content)).map((mistake) => mistake.split(": ")[0])).toEqual([
      "lanes[3].models[0].new_model",
      "lanes[3].models[0].new_model",
      "lanes[0].models[1].model",
      "lanes[1].lane_id",
    ]);
  });

  test("never shows a key that was written where the name of its variable belongs", async () => {
    const mistakes = await mistakesOf(changed((lane) => void (lane.api_key_env = KEY)));
    expect(mistakes).toEqual([expect.stringContaining("lanes[0].api_key_env: Expected the name")]);
    expect(mistakes.join()).not.toContain(KEY);
  });

  test("or without lanes, or that is no JSON, or is not there, is told by the name of the variable", async () => {
    expect((await mistakesOf({ lanes: [] }))[0]).toContain("lanes: ");
    expect((await mistakesOf("{ lanes: [] }"))[0]).toContain("not JSON: ");
    await expect(loadLanes(join(folder, "gone.json"), catalog, {})).rejects.toThrow(
      /^BATCHROUTER_LANES names .*gone\.json, which cannot be read \(ENOENT\)\.$/,
    );
  });
});

test("the example in the README is taken as it stands", async () => {
  const readme = await readFile(new URL("../../../../README.md", import.meta.url), "utf8");
  const [, example = ""] = /## Real lanes[\s\S]*?```json\n([\s\S]*?)```/.exec(readme) ?? [];
  const loaded = await load(example, { GROQ_API_KEY: KEY });
  expect(loaded.catalog.lanes.map(({ lane_id }) => lane_id)).toEqual(["lane_ollama", "lane_groq"]);
});
