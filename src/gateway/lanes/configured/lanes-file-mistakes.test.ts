import { describe, expect, test } from "vitest";
import { ConfigMistake } from "#gateway/config-mistake.ts";
import { loadLanes } from "./load-lanes.ts";
import { catalog, load, ollama, openai, TEST_KEY } from "./test-lanes-file.ts";

/** What is said of a file that cannot be used, a line each, without the one that names the file. */
async function mistakesOf(content: unknown) {
  const error: unknown = await load(content).catch((thrown: unknown) => thrown);
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
    [
      "lanes[0].base_url",
      { adapter: "anthropic-batch", base_url: "https://api.anthropic.com/v1" },
      "Expected an address without /v1, which the lane adds itself",
    ],
    [
      "lanes[0].base_url",
      { adapter: "gemini-batch", base_url: "https://generativelanguage.googleapis.com/v1beta/" },
      "Expected an address without /v1beta, which the lane adds itself",
    ],
    [
      "lanes[0].batch.max_items",
      { adapter: "anthropic-batch", base_url: "https://x.test", batch: { max_items: 100_001 } },
      "the provider takes no more than 100000",
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
      "lanes[0].headers.x-goog-api-key",
      { headers: { "x-goog-api-key": "k" } },
      "a key belongs in the variable that api_key_env names",
    ],
    [
      "lanes[0].batch",
      { batch: { max_items: 5 } },
      "a lane of the kind chat-completions is handed no batches; leave it out",
    ],
    [
      "lanes[0].completion_window",
      { completion_window: "24h" },
      "a lane of the kind chat-completions is handed no batches; leave it out",
    ],
    [
      "lanes[0].expected.turnaround_ms",
      {
        expected: {
          latency_ms: { median: 1, p95: 2 },
          turnaround_ms: { median: 1, p95: 2 },
          success_rate: 1,
        },
      },
      "a lane of the kind chat-completions is handed no batches; leave it out",
    ],
    [
      "lanes[0].expected.latency_ms",
      { expected: { success_rate: 1 } },
      "Expected median and p95, in milliseconds",
    ],
    [
      "lanes[0].batch.max_items",
      { adapter: "openai-batch", batch: { max_items: 50_001 } },
      "the provider takes no more than 50000",
    ],
    [
      "lanes[0].batch.max_bytes",
      { adapter: "openai-batch", batch: { max_bytes: 200_000_001 } },
      "the provider takes no more than 200000000",
    ],
    [
      "lanes[0].batch.poll_seconds",
      { adapter: "openai-batch", batch: { poll_seconds: { first: 9, most: 5 } } },
      "most is below first",
    ],
    [
      "lanes[0].models[0].model",
      { adapter: "openai-batch", batch: { endpoints: ["/v1/embeddings"] } },
      "a lane of the kind openai-batch cannot do responses and vision",
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

  test.each(["anthropic-batch", "gemini-batch"])(
    "tells of a lane of the kind %s that it cannot do embeddings",
    async (adapter) => {
      const content = changed((lane) => {
        Object.assign(lane, { adapter, base_url: "https://x.test" });
        Object.assign(lane.models[0] ?? {}, { model: "text-embedding-3-small" });
      });
      expect(await mistakesOf(content)).toEqual([
        `lanes[0].models[0].model: a lane of the kind ${adapter} cannot do embeddings`,
      ]);
    },
  );

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
    const mistakes = await mistakesOf(changed((lane) => void (lane.api_key_env = TEST_KEY)));
    expect(mistakes).toEqual([expect.stringContaining("lanes[0].api_key_env: Expected the name")]);
    expect(mistakes.join()).not.toContain(TEST_KEY);
  });

  test("or without lanes, or that is no JSON, or is not there, is told by the name of the variable", async () => {
    expect((await mistakesOf({ lanes: [] }))[0]).toContain("lanes: ");
    expect((await mistakesOf("{ lanes: [] }"))[0]).toContain("not JSON: ");
    await expect(loadLanes("gone/lanes.json", catalog, {})).rejects.toThrow(
      /^BATCHROUTER_LANES names gone\/lanes\.json, which cannot be read \(ENOENT\)\.$/,
    );
  });
});
