import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { ApiError } from "#contract/client.ts";
import type { PreflightIssue } from "#contract/error-envelope.ts";
import { contract } from "#contract/index.ts";
import { parseItem } from "#contract/manifest/parse-item.ts";
import type { Quote } from "#contract/quotes.ts";
import { load } from "../lanes/configured/test-lanes-file.ts";
import { createLaneEgress } from "../lanes/provider/lane-egress.ts";
import { toWire } from "../lanes/translate/to-wire.ts";
import { createLocalStorage } from "../storage/local-storage.ts";
import type { ArtifactStorage } from "../storage/storage.ts";
import { createTestApp, type TestApp } from "../test-app.ts";

/*
 * Work that a lane cannot be asked for, as a gateway with lanes to providers tells it. The chat lane has to change the form of
 * responses lines, some of which chat completions cannot say; the sandbox's lanes take every line. No lane is called.
 */

let folder: string;
let opened: string[];
let storage: ArtifactStorage;
let gateway: TestApp;
let session: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "expressibility-"));
  const local = await createLocalStorage(folder);
  storage = {
    write: local.write.bind(local),
    size: local.size.bind(local),
    delete: local.delete.bind(local),
    deletePrefix: local.deletePrefix.bind(local),
    open(key, range) {
      opened.push(key);
      return local.open(key, range);
    },
  };
  gateway = await appWith([lane("lane_chat", [model("small"), known("0.01")])]);
});
beforeEach(async () => {
  opened = [];
  await gateway.reset();
  session = (await gateway.registerAndVerify()).session_token;
});
afterEach(() => expect(gateway.failures).toEqual([]));
afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

async function appWith(lanes: unknown[], given: { database?: TestApp["database"] } = {}) {
  const { catalog, connections } = await load({ sandbox: true, lanes });
  const providers = { connections, egress: createLaneEgress() };
  return createTestApp({ catalog, providers, storage, ...given });
}

function lane(lane_id: string, models: unknown[]) {
  return {
    lane_id,
    adapter: "chat-completions",
    provider: "Nobody",
    display_name: "Chat",
    base_url: "http://127.0.0.1:9/v1",
    region: "local",
    privacy_tiers: ["standard"],
    concurrency: 4,
    models,
  };
}

/** A model that this lane alone has. */
function model(name: string) {
  const new_model = {
    display_name: name,
    provider: "Nobody",
    operations: ["responses"],
    context_window: 8_192,
    max_output_tokens: 1_024,
  };
  return { ...known("1", name), new_model };
}

function known(price: string, name = "gpt-4o-mini-2024-07-18") {
  const prices = { input_price_per_million: price, output_price_per_million: price };
  return { model: name, upstream_model: name, ...prices };
}

function line(id: string, body: Record<string, unknown>) {
  const asked = { model: "small", input: "Say hi.", ...body };
  return { custom_id: id, method: "POST", url: "/v1/responses", body: asked };
}

const HIDDEN = { previous_response_id: "resp_1" };
const onSandboxToo = { model: "gpt-4o-mini" };

type Lines = Record<string, unknown>[];

const quote = (body: Record<string, unknown>): Promise<Quote> =>
  gateway.request(contract.quotes.createForModel, { body }, { as: session });

async function upload(app: TestApp, lines: Lines): Promise<string> {
  const response = await app.fetch("/v1/files", {
    method: "POST",
    headers: { authorization: `Bearer ${session}`, "content-type": "application/x-ndjson" },
    body: lines.map((entry) => `${JSON.stringify(entry)}\n`).join(""),
  });
  const { id } = await response.json();
  return id;
}

function submit(work: { quote_id: string; items?: Lines; input_file_id?: string }) {
  const options = { as: session, idempotencyKey: `submit-${work.quote_id}` };
  return gateway.request(contract.batches.create, { body: work }, options);
}

async function issuesOf(refused: Promise<unknown>): Promise<readonly PreflightIssue[]> {
  const error: unknown = await refused.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof ApiError)) throw new Error("expected a refusal", { cause: error });
  expect(error.code).toBe("preflight_failed");
  return error.preflight;
}

const verdictOn = ({ quote_lanes }: Quote, lane_id: string) =>
  quote_lanes.find((entry) => entry.lane_id === lane_id)?.rejection;

/** Fields of a responses request, some of which chat completions can say and some not. */
const anyBody = fc.record(
  {
    input: fc.oneof(
      fc.string({ minLength: 1 }),
      fc.array(
        fc.record({
          role: fc.constantFrom("user", "system", "assistant"),
          content: fc.oneof(
            fc.string(),
            fc.constantFrom(
              [{ type: "input_text", text: "Read this." }],
              [{ type: "input_file", file_url: "https://example.com/a.pdf" }],
              [{ type: "input_image", image_url: "https://example.com/a.png" }],
            ),
          ),
        }),
        { minLength: 1, maxLength: 3 },
      ),
    ),
    temperature: fc.constantFrom(0, 0.5, 1.5),
    instructions: fc.string(),
    truncation: fc.constantFrom("auto", "disabled"),
    previous_response_id: fc.constantFrom(null, "resp_1"),
    tools: fc.constantFrom([], [{ type: "web_search" }], [{ type: "function", name: "look" }]),
    reasoning: fc.constantFrom({ effort: "low" }, { summary: "auto" }),
  },
  { requiredKeys: ["input"] },
);

test("a lane is rejected for a list of items exactly when one of them cannot be translated for it, and all such items are counted", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(anyBody, { minLength: 1, maxLength: 4 }), async (bodies) => {
      const items = bodies.map((body, at) => line(`item-${at}`, { ...body, ...onSandboxToo }));
      const target = { form: "chat_completions", model: "any", max_output_tokens: 9 } as const;
      const refused = items
        .map((item) => toWire(parseItem(JSON.stringify(item)), target))
        .flatMap((wire, at) => ("body" in wire ? [] : [{ at, place: wire.inexpressible[0] }]));
      const rejection = verdictOn(await quote({ items }), "lane_chat");
      const isRejected = rejection?.code === "not_expressible";
      expect(isRejected).toBe(refused.length > 0);
      const [first] = refused;
      const counted = refused.length === 1 ? "1 item" : `${refused.length} items`;
      expect(isRejected ? rejection.message : undefined).toBe(
        first && `${counted} cannot be asked of it; items[${first.at}].${first.place?.message}`,
      );
    }),
    { numRuns: 40 },
  );
});

test("a file is counted while it is uploaded, and a quote for it names the first line", async () => {
  const lines = [line("a", {}), line("b", HIDDEN), line("c", {}), line("d", HIDDEN)];
  const input_file_id = await upload(gateway, lines);
  const issues = await issuesOf(quote({ input_file_id }));
  expect(issues.map(({ code }) => code)).toEqual(["no_lane", "not_expressible"]);
  expect(issues[1]).toMatchObject({
    line: 2,
    path: "body.previous_response_id",
    message: expect.stringContaining("lane_chat, small: 2 items cannot be asked of it; body.prev"),
  });
  expect(opened).toEqual([]);
});

test("a lane that cannot be asked for all of a group takes no part in it, and in the others as ever", async () => {
  const alone = [line("a", onSandboxToo), line("b", { ...HIDDEN, ...onSandboxToo })];
  const quoted = await quote({ input_file_id: await upload(gateway, alone) });
  expect(verdictOn(quoted, "lane_chat")).toEqual({
    code: "not_expressible",
    message: expect.stringMatching(/^1 item cannot be asked of it; line 2: body\.previous/),
  });
  expect(quoted.quote_lanes[0]?.lane_id).not.toBe("lane_chat");
  const other = await quote({ items: [...alone, line("c", {})] });
  const selected = other.quote_lanes.filter((entry) => entry.selected);
  expect(selected.map(({ lane_id, model: name }) => [lane_id, name])).toContainEqual([
    "lane_chat",
    "small",
  ]);
});

test("a file that was uploaded before there was the lane is read once for it, however often it is quoted and submitted", async () => {
  const before = await createTestApp({ storage, database: gateway.database });
  const lines = [line("a", onSandboxToo), line("b", { ...HIDDEN, ...onSandboxToo })];
  const input_file_id = await upload(before, lines);
  await before.close();
  opened = [];

  const quotes = await Promise.all([1, 2, 3].map(() => quote({ input_file_id })));
  expect(quotes.map((quoted) => verdictOn(quoted, "lane_chat")?.code)).toEqual(
    Array(3).fill("not_expressible"),
  );
  expect(opened).toHaveLength(1);
  await submit({ quote_id: quotes[0]?.quote_id ?? "", input_file_id });
  expect(opened).toHaveLength(1);
});

test("a file is not read for lanes that ask for its lines as they came, nor in a gateway of sandbox lanes alone", async () => {
  const before = await createTestApp({ storage, database: gateway.database });
  const body = { ...onSandboxToo, messages: [{ role: "user", content: "Hi" }], audio: {} };
  const chat = { custom_id: "a", method: "POST", url: "/v1/chat/completions", body };
  const input_file_id = await upload(before, [chat]);
  const response = { input_file_id: await upload(before, [line("a", onSandboxToo)]) };
  opened = [];
  await before.request(contract.quotes.createForModel, { body: response }, { as: session });
  await before.close();
  const quoted = await quote({ input_file_id });
  expect(quoted.quote_lanes[0]).toMatchObject({ lane_id: "lane_chat", selected: true });
  expect(opened).toEqual([]);
});

test("a quote that does not know the items is refused with the first line at submit, by list and by file", async () => {
  const lines = [line("a", {}), line("b", HIDDEN)];
  const input_file_id = await upload(gateway, lines);
  const [first, second] = await Promise.all(
    [1, 2].map(() => quote({ model: "small", estimated_items: 2 })),
  );
  const byList = await issuesOf(submit({ quote_id: first?.quote_id ?? "", items: lines }));
  const byFile = await issuesOf(submit({ quote_id: second?.quote_id ?? "", input_file_id }));
  const place = (path: string) => [{ code: "not_expressible", line: 2, path }];
  expect(byList).toMatchObject(place("items[1].body.previous_response_id"));
  expect(byFile).toMatchObject(place("body.previous_response_id"));
  // Neither has used its quote up.
  const { batch } = await submit({ quote_id: first?.quote_id ?? "", items: [line("a", {})] });
  expect(batch.status).toBe("pending");
});

test("a quote that does not know the items falls to its next lane at submit, or is refused with the line where that is dearer", async () => {
  const items = [line("a", { ...HIDDEN, ...onSandboxToo })];
  const ample = await quote({ model: "gpt-4o-mini", estimated_items: 1_000 });
  expect(ample.quote_lanes[0]).toMatchObject({ lane_id: "lane_chat", selected: true });
  const { batch } = await submit({ quote_id: ample.quote_id, items });
  expect(batch.lanes.map(({ lane_id }) => lane_id)).not.toContain("lane_chat");

  const scarce = await quote({ items: [line("a", onSandboxToo)] });
  const issues = await issuesOf(submit({ quote_id: scarce.quote_id, items }));
  expect(issues.map(({ code, line: at }) => [code, at])).toEqual([
    ["exceeds_quote", undefined],
    ["not_expressible", 1],
  ]);
});

test("OpenAI clients are told of the line when they create the batch, as of other findings", async () => {
  const { api_key } = await gateway.createKey(session);
  const input_file_id = await upload(gateway, [line("a", {}), line("b", HIDDEN)]);
  const response = await gateway.fetch("/v1/openai/v1/batches", {
    method: "POST",
    headers: { authorization: `Bearer ${api_key}`, "content-type": "application/json" },
    body: JSON.stringify({ input_file_id, endpoint: "/v1/responses", completion_window: "24h" }),
  });
  expect([response.status, await response.json()]).toMatchObject([
    400,
    {
      error: {
        code: "preflight_failed",
        message: expect.stringContaining("Line 2, body.previous_response_id: lane_chat, small:"),
      },
    },
  ]);
});
