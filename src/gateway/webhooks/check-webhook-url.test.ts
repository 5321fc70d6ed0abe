import { describe, expect, test } from "vitest";
import { checkWebhookUrl } from "./check-webhook-url.ts";

const local = { allowLoopback: true };
const hosted = { allowLoopback: false };

describe("a webhook's URL at submit", () => {
  test("is taken as the product's page gives it, by a name that need not resolve", () => {
    for (const policy of [local, hosted]) {
      expect(checkWebhookUrl("https://your-endpoint.example.com/hook", policy)).toBeNull();
    }
  });

  test("may be plain http on this machine where the gateway is local, and nowhere else", () => {
    for (const url of [
      "http://localhost:3000/hook",
      "http://127.0.0.1:3000/hook",
      "http://[::1]:3000/hook",
    ]) {
      expect(checkWebhookUrl(url, local)).toBeNull();
      expect(checkWebhookUrl(url, hosted)?.message).toBe("Only https URLs are taken.");
    }
    expect(checkWebhookUrl("http://example.com/hook", local)?.message).toContain("use https");
  });

  test("is refused at its field when its host is an address that nothing is sent to", () => {
    expect(checkWebhookUrl("https://169.254.169.254/hook", local, "body.url")).toEqual({
      path: "body.url",
      message: "169.254.169.254 has a link-local address; nothing is sent there.",
    });
    expect(checkWebhookUrl("https://localhost/hook", hosted)?.path).toBe("body.webhook.url");
  });
});
