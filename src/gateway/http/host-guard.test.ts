import { describe, expect, test } from "vitest";
import { createHostGuard } from "./host-guard.ts";

const guard = createHostGuard({
  publicUrl: "http://127.0.0.1:8787",
  allowedHosts: ["127.0.0.1", "lan.test"],
  allowedOrigins: ["https://console.example.com"],
});

/** Whether a request with these headers is let in. */
function isLetIn(headers: Record<string, string>, url = "http://127.0.0.1:8787/local/mailbox") {
  try {
    guard(new Request(url, { headers }), new URL(url));
    return true;
  } catch {
    return false;
  }
}

describe("a host", () => {
  test.each(["127.0.0.1:8787", "LOCALHOST", "localhost:1", "[::1]:8787", "lan.test"])(
    "%s is the gateway's own",
    (host) => expect(isLetIn({ host })).toBe(true),
  );

  test.each([
    "evil.test",
    "localhost.",
    "localhost.evil.test",
    "127.0.0.1, evil.test",
    "2130706433",
    "[::ffff:127.0.0.1]",
    "user@localhost",
    "localhost:",
    "localhost:8787:8787",
    "localhost:123456",
    "",
  ])("%j is not", (host) => expect(isLetIn({ host })).toBe(false));

  test("that the target names in full counts beside the one of the header", () => {
    expect(isLetIn({ host: "localhost" }, "http://evil.test/local/mailbox")).toBe(false);
  });
});

describe("a page", () => {
  const host = "localhost:8787";

  test.each([
    "http://localhost:8787",
    "http://127.0.0.1:8787",
    "https://console.example.com",
    "https://lan.test:444",
  ])("of %s is let in", (origin) => expect(isLetIn({ host, origin })).toBe(true));

  test.each([
    "null",
    "http://localhost:3000",
    "http://localhost",
    "http://[::1]:8787",
    "ftp://localhost:8787",
    "http://localhost:8787/",
    "http://evil.test:8787",
    "https://console.example.com.evil.test",
    "http://localhost:8787, http://evil.test",
  ])("of %j is not, though it be on this machine", (origin) =>
    expect(isLetIn({ host, origin })).toBe(false),
  );

  test("behind a proxy on the scheme's own port is the gateway's", () => {
    expect(isLetIn({ host: "localhost:443", origin: "https://localhost" })).toBe(true);
    expect(isLetIn({ host: "localhost", origin: "http://localhost" })).toBe(true);
  });

  test("of another origin may link here, and may not embed what is here", () => {
    const site = { host, "sec-fetch-site": "cross-site" };
    const link = { ...site, "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };
    expect(isLetIn(link)).toBe(true);
    expect(isLetIn({ ...link, "sec-fetch-dest": "iframe" })).toBe(false);
    expect(isLetIn({ ...site, "sec-fetch-mode": "no-cors" })).toBe(false);
    expect(isLetIn({ host, "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors" })).toBe(true);
  });
});
