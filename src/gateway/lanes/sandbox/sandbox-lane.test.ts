import { getEventListeners } from "node:events";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { SandboxCatalogLane } from "#gateway/catalog/catalog-lane.ts";
import type { LaneRequest } from "../lane.ts";
import { latencyOf } from "./latency.ts";
import { createSandboxLane } from "./sandbox-lane.ts";
import { SCENARIO_EFFECTS, sandboxLaneHealth, type SandboxSettings } from "./scenarios.ts";
import {
  QUESTION,
  sandboxLanes,
  catalogLane,
  steady,
  settingsOf,
  requestOf,
  never,
  call,
  catalog,
  failureCode,
} from "./test-sandbox.ts";
import { wait } from "./wait.ts";

afterEach(() => vi.useRealTimers());

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
    ["provider_broken_json", true],
    ["provider_half_answer", true],
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
    let isDone = false;
    const answered = call(requestOf("[[sandbox:delay ms=60000]]")).then(() => (isDone = true));

    await vi.advanceTimersByTimeAsync(59_999);
    expect(isDone).toBe(false);
    await vi.advanceTimersByTimeAsync(100);
    await answered;
    expect(isDone).toBe(true);
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
    lane: SandboxCatalogLane,
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
    const lanes = [...sandboxLanes(() => settings).values()];
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
        const up = offerings.filter(
          ({ lane }) => sandboxLaneHealth(catalogLane(lane.lane_id), scenario) !== "down",
        );
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
    const lane = createSandboxLane(steady("lane_openai"), () => settingsOf({ speed: 1 }), wait);
    const answered = lane.call(requestOf("[[sandbox:delay ms=60000]]"), controller.signal);
    const reason = new Error("cancelled");
    controller.abort(reason);

    await expect(answered).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("shares its signal with any number of other calls and leaves no listener on it", async () => {
    const { signal } = new AbortController();
    const lane = createSandboxLane(steady("lane_openai"), () => settingsOf(), wait);
    await Promise.all(Array.from({ length: 40 }, () => lane.call(requestOf("Hello"), signal)));

    expect(getEventListeners(signal, "abort")).toEqual([]);
  });

  it("is not begun when the signal has aborted already", async () => {
    const reason = new Error("cancelled");
    const lane = createSandboxLane(steady("lane_openai"), () => settingsOf(), wait);

    await expect(lane.call(requestOf("Hello"), AbortSignal.abort(reason))).rejects.toBe(reason);
  });
});

describe("the registry", () => {
  it("has a lane for every lane of the catalog, with its concurrency, that follows the settings as they change", async () => {
    let settings = settingsOf();
    const lanes = sandboxLanes(() => settings);

    expect([...lanes.keys()]).toEqual(catalog.lanes.map(({ lane_id }) => lane_id));
    expect(lanes.get("lane_openai")).toMatchObject({ kind: "sync", concurrency: 32 });
    settings = settingsOf({ scenario: "outage" });
    await expect(lanes.get("lane_openai")?.call(requestOf("Hello"), never)).rejects.toMatchObject({
      code: "lane_unavailable",
    });
  });
});
