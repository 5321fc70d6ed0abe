import { DEFAULT_WEBHOOK_EVENTS, WebhookInput } from "#contract/webhook-events.ts";
import { expect, test } from "vitest";
import { endpointBody, endpointFormOf, toggleEvent } from "./endpoint-body.ts";

const form = { ...endpointFormOf(undefined), url: "https://example.com/hook" };

test("begins at what is set, so that saving at once changes nothing", () => {
  const webhook = { url: "https://example.com/a", events: ["batch.failed" as const] };
  expect(endpointBody(endpointFormOf(webhook))).toEqual(webhook);
});

test("says no more than the person chose, so that the gateway's defaults hold", () => {
  expect(endpointBody(form)).toEqual({ url: "https://example.com/hook" });
});

test("names the events when they are not the default ones", () => {
  const events = toggleEvent(form.events, "batch.progress", true);
  expect(endpointBody({ ...form, events }).events).toEqual(events);
  expect(
    endpointBody({ ...form, events: toggleEvent(events, "batch.progress", false) }),
  ).not.toHaveProperty("events");
});

test("a secret of one's own is sent only where it was chosen", () => {
  const own = { ...form, secretChoice: "own", secret: "a very own secret" } as const;
  expect(endpointBody(own).secret).toBe("a very own secret");
  expect(endpointBody({ ...own, secretChoice: "made" })).not.toHaveProperty("secret");
});

test("what the form makes is what the contract takes", () => {
  const events = toggleEvent(DEFAULT_WEBHOOK_EVENTS, "batch.submitted", true);
  expect(WebhookInput.safeParse(endpointBody({ ...form, events })).success).toBe(true);
});
