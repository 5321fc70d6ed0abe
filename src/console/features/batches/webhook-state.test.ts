import type { Delivery } from "#contract/webhooks.ts";
import { expect, test } from "vitest";
import { deliveryPollMs, webhookState } from "./webhook-state.ts";

const at = (second: number): string => new Date(second * 1_000).toISOString();
const webhook = { url: "https://example.com/hook", events: ["batch.completed"] };

function delivery(status: Delivery["status"], codes: (number | null)[]): Delivery {
  return {
    // The ids are not looked at here; a whole one would only be noise.
    id: "whd_1" as Delivery["id"],
    event_id: "evt_1" as Delivery["event_id"],
    type: "batch.completed",
    batch_id: null,
    run_id: null,
    url: webhook.url,
    status,
    attempts: codes.map((status_code, index) => ({
      number: index + 1,
      at: at(index),
      duration_ms: 5,
      status_code,
      response_body: null,
      error: status_code === null ? { code: "timeout", message: "No answer" } : null,
    })),
    next_attempt_at: status === "pending" ? at(60) : null,
    body: "",
    created_at: at(10),
  };
}

test("a webhook is armed until something was sent, then says how that went", () => {
  expect(webhookState(null, []).word).toBe("none");
  expect(webhookState(webhook, [])).toMatchObject({
    word: "armed",
    note: "batch.completed → example.com",
  });
  expect(webhookState(webhook, [delivery("delivered", [200])]).note).toBe(
    "batch.completed, answered 200",
  );
  expect(webhookState(webhook, [delivery("failed", [500, null])])).toMatchObject({
    word: "gave up",
    note: "timeout after 2\u00a0attempts",
  });
});

test("a delivery that failed and will be tried again names the time of the next attempt", () => {
  expect(webhookState(webhook, [delivery("pending", [500])])).toMatchObject({
    word: "retrying",
    tone: "attention",
    nextAttemptAt: at(60),
  });
});

test("asking for deliveries ends when the end was told, or soon after when it never is", () => {
  const ended = { webhook, completed_at: at(10) };
  expect(deliveryPollMs(ended, [], 12_000)).toBe(2_000);
  expect(deliveryPollMs(ended, [], 60_000)).toBe(false);
  expect(deliveryPollMs(ended, [delivery("delivered", [200])], 12_000)).toBe(false);
  expect(deliveryPollMs({ webhook, completed_at: null }, [], 0)).toBe(false);
});

test("a delivery that is due later is asked for just after it is due, and at least once a minute", () => {
  const ended = { webhook, completed_at: at(10) };
  const retried = [delivery("pending", [500])];
  expect(deliveryPollMs(ended, retried, 40_000)).toBe(21_000);
  expect(deliveryPollMs(ended, retried, -600_000)).toBe(60_000);
  expect(deliveryPollMs(ended, retried, 61_000)).toBe(2_000);
});
