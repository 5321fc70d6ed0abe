import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import { loadCatalog, type CatalogLane } from "#gateway/catalog/catalog.ts";
import { LaneFailure, type LaneRequest } from "../lane.ts";
import { createLanes } from "../registry.ts";
import { latencyOf } from "./latency.ts";
import { createSandboxLane } from "./sandbox-lane.ts";
import { SCENARIO_EFFECTS, sandboxLaneHealth, type SandboxSettings } from "./scenarios.ts";

const catalog = await loadCatalog();
const QUESTION =
  "Janet’s ducks lay 16 eggs per day. She eats 3. How many are left? End with the answer after ####.";

function catalogLane(laneId: string): CatalogLane {
  const lane = catalog.lanes.find(({ lane_id }) => lane_id === laneId);
  if (lane === undefined) throw new Error(`no lane ${laneId}`);
  return lane;
}

/** A lane that never fails by itself, so that a test sees only what it asked for. */
function steady(laneId: string): CatalogLane {
  const lane = catalogLane(laneId);
  return { ...lane, sandbox: { ...lane.sandbox, failure_rate: 0, rate_limit_rate: 0 } };
}

function settingsOf(change: Partial<SandboxSettings> = {}): SandboxSettings {
  return { scenario: "calm", seed: 7, speed: 1_000, failure_rates: {}, ...change };
}

function requestOf(text: string, change: Partial<LaneRequest> = {}): LaneRequest {
  return {
    custom_id: "item-1",
    format: "openai_batch",
    operation: "responses",
    url: "/v1/chat/completions",
    model: "gpt-4o-mini",
    body: { model: "gpt-4o-mini", messages: [{ role: "user", content: text }] },
    prompt_text: text,
    max_output_tokens: null,
    item_index: 0,
    attempt: 1,
    batch_seed: "bat_1",
    ...change,
  };
}

const never = new AbortController().signal;

function call(request: LaneRequest, settings = settingsOf(), lane = steady("lane_openai")) {
  return createSandboxLane(lane, () => settings).call(request, never);
}

async function failureCode(
  request: LaneRequest,
  settings = settingsOf(),
  lane = steady("lane_openai"),
) {
  const failure: unknown = await call(request, settings, lane).then(
    () => null,
    (error: unknown) => error,
  );
  if (failure !== null && !(failure instanceof LaneFailure)) throw failure;
  return failure?.code ?? "none";
}

afterEach(() => vi.useRealTimers());

describe("a sandbox answer", () => {
  it("has the same bytes on every run, on every lane, at every attempt and in every batch", async () => {
    const first = await call(requestOf(QUESTION));
    const later = requestOf(QUESTION, { attempt: 5, batch_seed: "bat_2", item_index: 9 });

    expect(await call(requestOf(QUESTION))).toEqual(first);
    expect(await call(later, settingsOf({ scenario: "slow" }), steady("lane_azure_eu"))).toEqual(
      first,
    );
  });

  it("differs for another seed, another id and another text", async () => {
    const bodies = await Promise.all([
      call(requestOf(QUESTION)),
      call(requestOf(QUESTION), settingsOf({ seed: 8 })),
      call(requestOf(QUESTION, { custom_id: "item-2" })),
      call(requestOf(`${QUESTION} Think.`)),
    ]);

    expect(new Set(bodies.map(({ body_json }) => body_json)).size).toBe(4);
  });

  it("is a chat completion for /v1/chat/completions and for a native item", async () => {
    const native = {
      customer_item_id: "item-1",
      input: { messages: [{ role: "user", content: QUESTION }] },
    };
    const answers = await Promise.all([
      call(requestOf(QUESTION)),
      call(requestOf(QUESTION, { format: "native", url: "", body: native })),
    ]);

    for (const answer of answers) {
      const { prompt_tokens, completion_tokens, total_tokens } = JSON.parse(answer.body_json).usage;
      expect(JSON.parse(answer.body_json)).toMatchObject({
        object: "chat.completion",
        model: "gpt-4o-mini",
        system_fingerprint: "sandbox",
        choices: [
          { index: 0, finish_reason: "stop", message: { role: "assistant", refusal: null } },
        ],
      });
      expect({ input_tokens: prompt_tokens, output_tokens: completion_tokens }).toEqual(
        answer.usage,
      );
      expect(total_tokens).toBe(prompt_tokens + completion_tokens);
    }
    expect(answers[1]?.body_json).toBe(answers[0]?.body_json);
  });

  it("is a response object for /v1/responses", async () => {
    const request = requestOf(QUESTION, { url: "/v1/responses", body: { input: QUESTION } });
    const answer = await call(request);

    expect(JSON.parse(answer.body_json)).toMatchObject({
      object: "response",
      status: "completed",
      incomplete_details: null,
      output: [
        {
          type: "message",
          content: [{ type: "output_text", text: expect.stringContaining("####") }],
        },
      ],
      usage: answer.usage,
    });
  });

  it("says that it is the sandbox's, restates a fact and ends with a number where a number is asked for", async () => {
    const text = JSON.parse((await call(requestOf(QUESTION))).body_json).choices[0].message.content;

    expect(text).toContain("\n(Sandbox answer: made by rule, not by a model.)\n");
    expect(text).toMatch(/“[^”]*\d[^”]*”/);
    expect(text).toMatch(/\n#### \d+$/);
  });

  it("is one of the labels where labels are offered", async () => {
    const prompt =
      "Classify the ticket. Answer with one of: billing, shipping or returns.\nMy parcel is late.";
    const text = JSON.parse((await call(requestOf(prompt))).body_json).choices[0].message.content;

    expect(["billing", "shipping", "returns"]).toContain(text);
  });

  it("is JSON of the asked schema where a schema is given", async () => {
    const schema = {
      type: "object",
      properties: {
        mood: { enum: ["good", "bad"] },
        score: { type: "integer", minimum: 1, maximum: 5 },
      },
    };
    const response_format = { type: "json_schema", json_schema: { name: "review", schema } };
    const request = requestOf("Rate it.", {
      body: { messages: [{ content: "Rate it." }], response_format },
    });
    const value = JSON.parse(
      JSON.parse((await call(request)).body_json).choices[0].message.content,
    );

    expect(["good", "bad"]).toContain(value.mood);
    expect([1, 2, 3, 4, 5]).toContain(value.score);
  });

  it.each([1, 5, 20])(
    "never counts above max_output_tokens (%i), and says so when it was cut",
    async (most) => {
      const answer = await call(requestOf(QUESTION, { max_output_tokens: most }));

      expect(answer.usage.output_tokens).toBeLessThanOrEqual(most);
      expect(JSON.parse(answer.body_json).choices[0].finish_reason).toBe("length");
    },
  );
});

describe("a sandbox embedding", () => {
  const embed = async (body: Record<string, unknown>) =>
    JSON.parse(
      (
        await call(
          requestOf("", {
            operation: "embeddings",
            url: "/v1/embeddings",
            body,
            prompt_text: String(body.input),
          }),
        )
      ).body_json,
    );

  it("is a list with one vector of length 1 per input, 16 numbers unless asked otherwise and 256 at most", async () => {
    const list = await embed({ input: ["a red fox", "a blue whale"] });
    const lengths = await Promise.all(
      [64, 3_072, 0].map((dimensions) => embed({ input: "a", dimensions })),
    );

    expect(list).toMatchObject({ object: "list", data: [{ index: 0 }, { index: 1 }] });
    for (const { embedding } of list.data) expect(Math.hypot(...embedding)).toBeCloseTo(1, 6);
    expect(list.data[0].embedding).toHaveLength(16);
    expect(lengths.map(({ data }) => data[0].embedding.length)).toEqual([64, 256, 16]);
    expect(list.usage).toEqual({
      prompt_tokens: list.usage.total_tokens,
      total_tokens: expect.any(Number),
    });
  });

  it("comes as base64 of 32-bit floats when asked, with the same numbers", async () => {
    const numbers = (await embed({ input: "a red fox" })).data[0].embedding;
    const encoded = (await embed({ input: "a red fox", encoding_format: "base64" })).data[0]
      .embedding;
    const bytes = Buffer.from(encoded, "base64");

    expect(numbers.map((_: number, at: number) => bytes.readFloatLE(at * 4))).toEqual(
      numbers.map(Math.fround),
    );
  });
});

describe("the sentinels", () => {
  it("fail the first n attempts and then let the item through", async () => {
    const request = requestOf("[[sandbox:fail code=provider_429 times=2]] Hello");
    const codes = await Promise.all(
      [1, 2, 3].map((attempt) => failureCode({ ...request, attempt })),
    );

    expect(codes).toEqual(["provider_429", "provider_429", "none"]);
  });

  it("fail every attempt when times is left out, and on one lane alone when it is named", async () => {
    const always = requestOf("[[sandbox:fail code=content_policy]]", { attempt: 50 });
    const onOne = requestOf("[[sandbox:fail code=provider_500 lane=lane_openai]]");

    expect(await failureCode(always)).toBe("content_policy");
    expect(await failureCode(onOne)).toBe("provider_500");
    expect(await failureCode(onOne, settingsOf(), steady("lane_groq"))).toBe("none");
  });

  it.each([
    ["provider_429", true],
    ["provider_500", true],
    ["provider_timeout", true],
    ["content_policy", false],
    ["invalid_input", false],
    ["context_length", false],
  ])("fail with %s, retryable %s", async (code, retryable) => {
    await expect(call(requestOf(`[[sandbox:fail code=${code}]]`))).rejects.toMatchObject({
      code,
      retryable,
    });
  });

  it("delay by their own time beside the lane's, whatever the speed", async () => {
    vi.useFakeTimers();
    const done = vi.fn<() => void>();
    const answered = call(requestOf("[[sandbox:delay ms=60000]]")).then(() => done());

    await vi.advanceTimersByTimeAsync(59_999);
    expect(done).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(100);
    await answered;
    expect(done).toHaveBeenCalledOnce();
  });

  it("refuse, answer empty, stop at length and answer with a size", async () => {
    const [refused, empty, cut, sized] = await Promise.all(
      ["refuse", "empty", "length", "size kb=64"].map(async (word) => {
        const { body_json } = await call(requestOf(`[[sandbox:${word}]] ${QUESTION}`));
        return JSON.parse(body_json).choices[0];
      }),
    );

    expect(refused).toMatchObject({
      message: { content: null, refusal: expect.any(String) },
      finish_reason: "stop",
    });
    expect(empty).toMatchObject({ message: { content: "" }, finish_reason: "stop" });
    expect(cut).toMatchObject({
      message: { content: expect.stringMatching(/^The question/) },
      finish_reason: "length",
    });
    expect(Buffer.byteLength(sized.message.content)).toBe(65_536);
  });

  it("are refused as invalid input when unknown, with the known ones named", async () => {
    const answer = call(requestOf("[[sandbox:explode]]"));

    await expect(answer).rejects.toMatchObject({ code: "invalid_input", retryable: false });
    await expect(answer).rejects.toThrow(/"explode".*fail, delay, refuse, length, empty, size/);
  });
});

describe("chance", () => {
  const codesOf = (
    settings: SandboxSettings,
    lane: CatalogLane,
    change: Partial<LaneRequest> = {},
  ) =>
    Promise.all(
      Array.from({ length: 1_000 }, (_, at) =>
        failureCode(requestOf("Hello", { custom_id: `item-${at}`, ...change }), settings, lane),
      ),
    );
  const share = (codes: readonly string[], code: string) =>
    codes.filter((other) => other === code).length / codes.length;

  it("fails the share of calls that the lane states, the same ones on every run", async () => {
    const lane = catalogLane("lane_deepinfra");
    const codes = await codesOf(settingsOf(), lane);

    expect(share(codes, "provider_429")).toBeCloseTo(lane.sandbox.rate_limit_rate, 1);
    expect(share(codes, "provider_429")).toBeGreaterThan(0);
    expect(share(codes, "content_policy")).toBe(0);
    expect(await codesOf(settingsOf(), lane)).toEqual(codes);
  });

  it("adds the rates of the settings, and mends on another attempt what can be mended", async () => {
    const settings = settingsOf({ failure_rates: { provider_500: 0.3 } });
    const codes = await codesOf(settings, steady("lane_openai"));
    const again = await codesOf(settings, steady("lane_openai"), { attempt: 2 });

    expect(share(codes, "provider_500")).toBeGreaterThan(0.26);
    expect(share(codes, "provider_500")).toBeLessThan(0.34);
    expect(again).not.toEqual(codes);
  });

  it("rejects the same items for good on every lane and attempt in the scenario partial-failure", async () => {
    const settings = settingsOf({ scenario: "partial-failure" });
    const rejected = (codes: readonly string[]) =>
      codes.map((code) => code === "content_policy" || code === "invalid_input");
    const codes = rejected(await codesOf(settings, steady("lane_openai")));

    expect(codes.filter(Boolean).length).toBeGreaterThan(50);
    expect(codes.filter(Boolean).length).toBeLessThan(110);
    expect(
      rejected(await codesOf(settings, steady("lane_groq"), { attempt: 3, batch_seed: "bat_2" })),
    ).toEqual(codes);
  });

  it("says how long to wait with every rate limit", async () => {
    const settings = settingsOf({ failure_rates: { provider_429: 1 }, speed: 1 });
    vi.useFakeTimers();
    const failure = call(requestOf("Hello"), settings).catch((error: unknown) => error);
    await vi.runAllTimersAsync();

    expect(await failure).toMatchObject({
      code: "provider_429",
      status_code: 429,
      retry_after_ms: expect.any(Number),
    });
  });
});

describe("scenarios", () => {
  it("outage: every lane fails at once with lane_unavailable, which is retryable but not on the same lane", async () => {
    const settings = settingsOf({ scenario: "outage" });
    const lanes = [...createLanes(catalog, () => settings).values()];
    const failures = await Promise.all(
      lanes.map((lane) => lane.call(requestOf("Hello"), never).catch((error: unknown) => error)),
    );

    expect(failures).toHaveLength(catalog.lanes.length);
    for (const failure of failures) {
      expect(failure).toMatchObject({
        code: "lane_unavailable",
        retryable: true,
        skip_lane: true,
        status_code: 503,
      });
    }
  });

  it("takes down just the lanes that name it, and leaves each model a lane in every scenario but outage", () => {
    expect(sandboxLaneHealth(catalogLane("lane_openrouter"), "partial-failure")).toBe("down");
    expect(sandboxLaneHealth(catalogLane("lane_openai"), "partial-failure")).toBe("healthy");
    expect(sandboxLaneHealth(catalogLane("lane_openai"), "busy")).toBe("degraded");
    for (const scenario of ["calm", "busy", "partial-failure", "rate-limited", "slow"] as const) {
      for (const { slug, offerings } of catalog.models) {
        const up = offerings.filter(({ lane }) => sandboxLaneHealth(lane, scenario) !== "down");
        expect(up.length, `${slug} in ${scenario}`).toBeGreaterThan(0);
      }
    }
  });

  it("multiplies the latency by the scenario and divides it by the speed", () => {
    const lane = catalogLane("lane_openai");
    const calm = latencyOf(lane, settingsOf({ speed: 1 }), requestOf("Hello"));

    expect(latencyOf(lane, settingsOf({ speed: 10 }), requestOf("Hello"))).toBeCloseTo(
      calm / 10,
      6,
    );
    expect(
      latencyOf(lane, settingsOf({ speed: 1, scenario: "slow" }), requestOf("Hello")),
    ).toBeCloseTo(calm * 10, 6);
    expect(SCENARIO_EFFECTS.busy.latency_factor).toBeGreaterThan(1);
  });

  it("spreads latency about the lane's median and 95th percentile", () => {
    const lane = catalogLane("lane_openai");
    const times = Array.from({ length: 2_000 }, (_, at) =>
      latencyOf(lane, settingsOf({ speed: 1 }), requestOf("Hello", { custom_id: `item-${at}` })),
    ).toSorted((a, b) => a - b);

    expect((times[1_000] ?? 0) / lane.sandbox.latency_ms.median).toBeCloseTo(1, 1);
    expect((times[1_900] ?? 0) / lane.sandbox.latency_ms.p95).toBeCloseTo(1, 0);
  });
});

describe("an aborted call", () => {
  it("rejects with the signal's reason at once, and leaves no timer", async () => {
    vi.useFakeTimers();
    const controller = new AbortController();
    const lane = createSandboxLane(steady("lane_openai"), () => settingsOf({ speed: 1 }));
    const answered = lane.call(requestOf("[[sandbox:delay ms=60000]]"), controller.signal);
    const reason = new Error("cancelled");
    controller.abort(reason);

    await expect(answered).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("shares its signal with any number of other calls and leaves no listener on it", async () => {
    const { signal } = new AbortController();
    const lane = createSandboxLane(steady("lane_openai"), () => settingsOf());
    await Promise.all(Array.from({ length: 40 }, () => lane.call(requestOf("Hello"), signal)));

    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("is not begun when the signal has aborted already", async () => {
    const reason = new Error("cancelled");
    const lane = createSandboxLane(steady("lane_openai"), () => settingsOf());

    await expect(lane.call(requestOf("Hello"), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("the registry", () => {
  it("has a lane for every lane of the catalog, with its concurrency, that follows the settings as they change", async () => {
    let settings = settingsOf();
    const lanes = createLanes(catalog, () => settings);

    expect([...lanes.keys()]).toEqual(catalog.lanes.map(({ lane_id }) => lane_id));
    expect(lanes.get("lane_openai")).toMatchObject({ kind: "sync", concurrency: 32 });
    settings = settingsOf({ scenario: "outage" });
    await expect(lanes.get("lane_openai")?.call(requestOf("Hello"), never)).rejects.toMatchObject({
      code: "lane_unavailable",
    });
  });
});
