import { WEBHOOK_EVENT_TYPES, WebhookBody } from "#contract/webhook-events.ts";
import { expect, test } from "vitest";
import { eventExample } from "./event-examples.ts";

test.each(WEBHOOK_EVENT_TYPES)("%s: the example is a delivery's body by the contract", (type) => {
  const example = eventExample(type);
  expect(WebhookBody.parse(example)).toMatchObject({ type, event: type });
  expect(example["data"]).toHaveProperty("status");
});

test("the counts of an example never exceed its items", () => {
  for (const type of WEBHOOK_EVENT_TYPES.filter((one) => one.startsWith("batch."))) {
    const { data } = WebhookBody.parse(eventExample(type));
    const count = (name: string): number => Number(data[name]);
    expect(
      count("items_completed") + count("items_failed") + count("items_cancelled"),
      type,
    ).toBeLessThanOrEqual(count("items_total"));
  }
});
