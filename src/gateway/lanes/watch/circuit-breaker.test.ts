import { describe, expect, it } from "vitest";
import { BATCH_RULES, CALL_RULES, CircuitBreaker } from "./circuit-breaker.ts";
import type { LaneVerdict } from "./lane-verdict.ts";

const START = Date.parse("2026-11-30T10:00:00Z");

function breakerWith(rules = CALL_RULES) {
  let nowMs = START;
  const breaker = new CircuitBreaker(rules, () => nowMs);
  const end = (verdict: LaneVerdict): void => breaker.end(breaker.begin(), verdict, "provider_500");
  return {
    breaker,
    end,
    endMany: (verdict: LaneVerdict, times: number) => {
      for (let at = 0; at < times; at += 1) end(verdict);
    },
    pass: (ms: number) => void (nowMs += ms),
    /** A wait that takes the clock along. */
    wait: async (ms: number, signal: AbortSignal) => {
      signal.throwIfAborted();
      nowMs += ms;
    },
  };
}

function opened() {
  const given = breakerWith();
  given.endMany("failed", 20);
  return given;
}

describe("a closed breaker", () => {
  it("opens at the twentieth call of a minute when four of five failed, and says so", () => {
    const { breaker, endMany } = breakerWith();
    endMany("answered", 4);
    endMany("failed", 15);
    expect(breaker.state).toBe("closed");
    endMany("failed", 1);
    expect(breaker.state).toBe("open");
    expect(breaker.opened).toMatchObject({
      since_ms: START,
      retry_at_ms: START + 15_000,
      reason: "16 of its last 20 calls failed, the latest with provider_500",
    });
  });

  it("stays closed while more than one call in five is answered", () => {
    const { breaker, endMany } = breakerWith();
    endMany("answered", 5);
    endMany("failed", 19);
    expect(breaker.state).toBe("closed");
  });

  it("forgets what is older than a minute", () => {
    const { breaker, endMany, pass } = breakerWith();
    endMany("failed", 19);
    pass(61_000);
    endMany("failed", 1);
    expect(breaker.state).toBe("closed");
  });

  it("does not count what says nothing of the lane, such as a limit", () => {
    const { breaker, endMany } = breakerWith();
    endMany("none", 100);
    expect(breaker.state).toBe("closed");
  });

  it("opens at the third refusal of the caller without an answer in between", () => {
    const { breaker, end, endMany } = breakerWith();
    endMany("refused", 2);
    end("answered");
    endMany("refused", 2);
    expect(breaker.state).toBe("closed");
    end("refused");
    expect(breaker.state).toBe("open");
    expect(breaker.opened?.reason).toContain("its last 3 calls were refused");
  });
});

describe("an open breaker", () => {
  it("holds every call for fifteen seconds, then lets one through and holds the others", () => {
    const { breaker, pass } = opened();
    pass(14_999);
    expect(breaker.begin().kind).toBe("held");
    pass(1);
    expect(breaker.state).toBe("half_open");
    expect([breaker.begin().kind, breaker.begin().kind]).toEqual(["let_through", "held"]);
  });

  it("closes when the one call is answered, with nothing of before counted", () => {
    const { breaker, end, endMany, pass } = opened();
    pass(15_000);
    end("answered");
    expect([breaker.state, breaker.opened]).toEqual(["closed", null]);
    endMany("failed", 19);
    expect(breaker.state).toBe("closed");
  });

  it("opens for twice as long each time that the one call fails, for five minutes at most, and keeps since when", () => {
    const { breaker, end, pass } = opened();
    const spans: number[] = [];
    for (let at = 0; at < 7; at += 1) {
      const heldUntil = breaker.opened?.retry_at_ms ?? 0;
      pass(heldUntil - (START + spans.reduce((sum, ms) => sum + ms, 0)));
      spans.push(heldUntil - (START + spans.reduce((sum, ms) => sum + ms, 0)));
      end("failed");
    }
    expect(spans).toEqual([15_000, 30_000, 60_000, 120_000, 240_000, 300_000, 300_000]);
    expect(breaker.opened).toMatchObject({
      since_ms: START,
      reason: expect.stringMatching(/^it still fails/),
    });
  });

  it("lets the next call through when the one call told nothing, such as one that was broken off", () => {
    const { breaker, end, pass } = opened();
    pass(15_000);
    end("none");
    expect(breaker.state).toBe("half_open");
    end("answered");
    expect(breaker.state).toBe("closed");
  });

  it("does not count calls that were begun before it opened", () => {
    const { breaker, endMany, pass } = breakerWith();
    const before = breaker.begin();
    endMany("failed", 20);
    breaker.end(before, "answered", "");
    expect(breaker.state).toBe("open");
    pass(15_000);
    const probe = breaker.begin();
    breaker.end(before, "failed", "provider_500");
    expect(breaker.state).toBe("half_open");
    breaker.end(probe, "answered", "");
    expect(breaker.state).toBe("closed");
  });
});

describe("who waits for a lane", () => {
  it("waits until it is half open, and then for the end of the call that tries it out", async () => {
    const { breaker, wait } = opened();
    const { signal } = new AbortController();
    await breaker.untilTried(wait, signal);
    const probe = breaker.begin();
    expect(probe.kind).toBe("let_through");
    const waiting = breaker.untilTried(wait, signal);
    breaker.end(probe, "answered", "");
    await waiting;
    expect(breaker.state).toBe("closed");
  });

  it("has waited long enough when its wait is over, though the clock may lag behind it", async () => {
    const { breaker } = opened();
    await breaker.untilTried(async () => {}, new AbortController().signal);
    expect(breaker.begin().kind).toBe("let_through");
  });

  it("leaves with the signal's reason when that aborts", async () => {
    const { breaker, pass, wait } = opened();
    const leaving = new AbortController();
    pass(15_000);
    breaker.begin();
    const waiting = breaker.untilTried(wait, leaving.signal);
    leaving.abort(new Error("the batch is cancelled"));
    await expect(waiting).rejects.toThrow("the batch is cancelled");
  });
});

describe("the breaker of a lane that is handed whole batches", () => {
  it("opens at the fifth failure within half an hour, and closes at an answer to a call that was made all the same", () => {
    const { breaker, end, endMany, pass } = breakerWith(BATCH_RULES);
    for (let at = 0; at < 5; at += 1) {
      expect(breaker.state).toBe("closed");
      pass(5 * 60_000);
      end("failed");
    }
    expect(breaker.state).toBe("open");
    endMany("failed", 3);
    expect(breaker.state).toBe("open");
    end("answered");
    expect(breaker.state).toBe("closed");
  });
});
