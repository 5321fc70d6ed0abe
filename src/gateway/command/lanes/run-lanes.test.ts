import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { chatAnswer } from "#gateway/lanes/chat-completions/test-chat-answer.ts";
import { laneEntries } from "#gateway/lanes/check/test-checked-lanes.ts";
import { ollama } from "#gateway/lanes/configured/test-lanes-file.ts";
import {
  answering,
  type FaultServer,
  startFaultServer,
} from "#gateway/lanes/provider/test-fault-server.ts";
import { createTestPlace, type TestPlace } from "../place-for-tests.ts";

const KEY = "sk-command-0123456789";

let place: TestPlace;
let server: FaultServer;
beforeAll(async () => {
  place = await createTestPlace();
});
afterAll(() => place.remove());
beforeEach(async () => {
  server = await startFaultServer();
  server.behave((response, request, seen) =>
    request.url === "/v1/embeddings"
      ? answering(401, { error: { message: `bad key ${KEY}` } })(response, request, seen)
      : answering(200, chatAnswer({}))(response, request, seen),
  );
  const free = { ...ollama(), base_url: `${server.url}/v1` };
  const lanes = [...laneEntries(server.url), free];
  await writeFile(place.path("lanes.json"), JSON.stringify({ lanes }));
});
afterEach(() => server.close());

const run = (words: string[], environment: Record<string, string> = { OPENAI_API_KEY: KEY }) =>
  place.run("none", ["lanes", ...words], {
    BATCHROUTER_LANES: place.path("lanes.json"),
    ...environment,
  });

describe("lanes", () => {
  test("lists each lane with its prices, bounds and whether its key is set, and opens no database", async () => {
    const { exitCode, text } = await run([]);
    expect(exitCode).toBe(0);
    expect(text.split("\n")).toEqual([
      "lane_openai: OpenAI (chat-completions, OpenAI, global)",
      "  key in OPENAI_API_KEY, set; 32 at once, at most 500 a minute",
      "  gpt-4o-mini: $0.15 in, $0.60 out per million tokens",
      "lane_vectors: Vectors (embeddings, OpenAI, global)",
      "  key in OPENAI_API_KEY, set; 32 at once, at most 500 a minute",
      "  text-embedding-3-small: $0.02 in, $0 out per million tokens",
      "lane_ollama: Ollama on this machine (chat-completions, Ollama, local)",
      "  no key; 2 at once, no rate stated",
      "  llama-3.2-3b: $0 in, $0 out per million tokens",
    ]);
    expect(server.requests).toEqual([]);
    expect(existsSync(place.path("none"))).toBe(false);
  });

  test("says as JSON of a key that it is not set, where the gateway would not start", async () => {
    const { exitCode, text } = await run(["--json"], {});
    expect(exitCode).toBe(0);
    expect(JSON.parse(text).lanes).toMatchObject([
      { lane_id: "lane_openai", api_key_env: "OPENAI_API_KEY", is_api_key_set: false },
      { lane_id: "lane_vectors", is_api_key_set: false },
      { lane_id: "lane_ollama", api_key_env: null, is_api_key_set: null, concurrency: 2 },
    ]);
  });

  test("lists the sandbox's lanes where no file is named", async () => {
    const { exitCode, text } = await place.run("none", ["lanes"]);
    expect(exitCode).toBe(0);
    expect(text).toContain("lane_groq: Groq Batch API (sandbox, Groq, ");
  });

  test.each([[["lane_openai"]], [["--send", "lane_openai", "lane_vectors"]], [["--force"]]])(
    "called as %j it shows the usage",
    async (words) => {
      const { exitCode, text } = await run(words);
      expect(exitCode).toBe(2);
      expect(text).toContain("lanes --send [lane_id]");
    },
  );
});

describe("lanes --send", () => {
  test("says first what costs money, then of each lane how it fared, and exits with 1 as one failed", async () => {
    const { exitCode, text } = await run(["--send"]);
    expect(exitCode).toBe(1);
    const [first, second, ...rest] = text.split("\n");
    expect(first).toBe("This costs real money: lane_openai, lane_vectors have a price.");
    expect(second).toContain("none is sent twice");
    const told = Object.fromEntries(rest.map((line) => [line.split(":")[0], line]));
    expect(told["✓ lane_openai"]).toMatch(
      /gpt-4o-mini answered in \d+ ms, HTTP 200; 12 tokens in, 3 out \(counted\); \$0\.000004 at the lane's prices; “Hello there\.”$/,
    );
    expect(told["✓ lane_ollama"]).toContain("$0.000000");
    expect(told["✗ lane_vectors"]).toMatch(
      /failed after \d+ ms, HTTP 401, lane_unavailable\. Vectors answered 401\. Check the key in OPENAI_API_KEY\.$/,
    );
    expect(server.requests).toHaveLength(3);
    expect(text).not.toContain(KEY);
    expect(existsSync(place.path("none"))).toBe(false);
  });

  test("sends to one lane alone, and says of a free one that it costs nothing", async () => {
    const { exitCode, text } = await run(["--send", "lane_ollama"]);
    expect(exitCode).toBe(0);
    expect(text).toMatch(
      /^This costs nothing: no lane that is sent an item has a price\.\n✓ lane_ollama/,
    );
    expect(server.requests).toHaveLength(1);
  });

  test("asks a batch lane for its list of batches alone, and says so", async () => {
    const [entry] = laneEntries(server.url, { adapter: "openai-batch" });
    await writeFile(place.path("lanes.json"), JSON.stringify({ lanes: [entry] }));
    const { exitCode, text } = await run(["--send"]);
    expect(exitCode).toBe(0);
    const [first, second] = text.split("\n");
    expect(first).toBe("This costs nothing: no lane that is sent an item has a price.");
    expect(second).toMatch(
      /^✓ lane_openai: its batches could be listed in \d+ ms, HTTP 200; nothing was sent to a model$/,
    );
  });

  test("as JSON it has every outcome, after the warning beside it", async () => {
    const { exitCode, text } = await run(["--send", "--json"]);
    expect(exitCode).toBe(1);
    expect(text).toMatch(/^This costs real money/);
    expect(JSON.parse(text.slice(text.indexOf("{"))).checks).toMatchObject([
      { lane_id: "lane_openai", ok: true, usage: { is_estimated: false } },
      { lane_id: "lane_vectors", ok: false, status_code: 401 },
      { lane_id: "lane_ollama", ok: true },
    ]);
  });

  test("names the lanes that there are for one that is not there, and a mistake of the file by its path", async () => {
    const unknown = await run(["--send", "lane_gone"]);
    expect(unknown).toMatchObject({
      exitCode: 1,
      text: "There is no lane lane_gone; there are lane_openai, lane_vectors, lane_ollama.",
    });
    await writeFile(place.path("lanes.json"), JSON.stringify({ lanes: [{ lane_id: "x" }] }));
    const mistaken = await run(["--send"]);
    expect(mistaken.exitCode).toBe(1);
    expect(mistaken.text).toContain("lanes[0].");
    expect(server.requests).toEqual([]);
  });
});
