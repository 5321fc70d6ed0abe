import { contract } from "#contract/index.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestApp, type TestApp } from "../test-app.ts";

let gateway: TestApp;
let session: string;
let key: string;
beforeAll(async () => {
  gateway = await createTestApp();
  session = (await gateway.registerAndVerify()).session_token;
  key = (await gateway.createKey(session)).api_key;
});
afterAll(() => gateway.close());

const JSON_TYPE = { "content-type": "application/json" };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** A request's status, error and headers. */
async function ask(path: string, init?: RequestInit) {
  const response = await gateway.fetch(path, init);
  const text = await response.text();
  const { error } = text === "" ? { error: undefined } : JSON.parse(text);
  return { status: response.status, error, text, headers: response.headers };
}
const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  ask(path, { method: "POST", body, headers: { ...JSON_TYPE, ...headers } });
const register = (body: unknown) =>
  post("/v1/auth/agent-register", typeof body === "string" ? body : JSON.stringify(body));
const valid = { agent_name: "Ada", email: "ada@example.com", password: "correct horse battery" };

describe("every answer", () => {
  test("carries its own request id, and an error repeats it", async () => {
    const good = await ask("/v1/health");
    const bad = await ask("/v1/nothing");
    expect(good.headers.get("x-request-id")).toMatch(/^req_[0-9a-z]{20}$/);
    expect(bad.error.details.request_id).toBe(bad.headers.get("x-request-id"));
    expect(bad.headers.get("x-request-id")).not.toBe(good.headers.get("x-request-id"));
  });

  test("may do nothing in a browser, is not sniffed, not framed and not shared with other origins", async () => {
    const { headers } = await ask("/v1/health", { headers: { origin: "http://localhost:5173" } });
    expect(headers.get("content-security-policy")).toBe(
      "default-src 'none'; frame-ancestors 'none'",
    );
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
    expect(headers.get("access-control-allow-origin")).toBeNull();
    expect(headers.get("cache-control")).toBe("no-store");
  });
});

describe("routes", () => {
  test("an unknown path is not_found in the envelope", async () => {
    const { status, error } = await ask("/v1/batchs");
    expect([status, error.code]).toEqual([404, "not_found"]);
  });

  test("a known path by another method names the methods that would do", async () => {
    const { status, error, headers } = await ask("/v1/batches", { method: "DELETE" });
    expect([status, error.code]).toEqual([404, "not_found"]);
    expect(error.details.allow.toSorted()).toEqual(["GET", "HEAD", "POST"]);
    expect(headers.get("allow")?.split(", ").toSorted()).toEqual(["GET", "HEAD", "POST"]);
  });

  test("OPTIONS says what is served and opens nothing to other origins", async () => {
    const { status, headers } = await ask("/v1/health", { method: "OPTIONS" });
    expect(status).toBe(204);
    expect(headers.get("allow")).toBe("GET, HEAD");
    expect(headers.get("access-control-allow-methods")).toBeNull();
  });

  test("HEAD answers as GET does, without the body", async () => {
    const { status, text } = await ask("/v1/health", { method: "HEAD" });
    expect([status, text]).toEqual([200, ""]);
  });

  test("an id of the wrong shape names nothing", async () => {
    const { status, error } = await ask("/v1/batches/bat_nonsense", { headers: bearer(key) });
    expect([status, error.code]).toEqual([404, "not_found"]);
  });

  test("a path that is spelled out wins over a parameter", async () => {
    const { error } = await post("/v1/webhook-deliveries/redeliver", "{}", bearer(key));
    expect(error.details.issues).toEqual([
      { path: "body.since", message: "This field is missing." },
    ]);
  });
});

describe("who calls", () => {
  test.each([
    ["nobody", undefined, 401, "unauthenticated"],
    ["another scheme", "Basic YTpi", 401, "unauthenticated"],
    ["something that is neither key nor session", "Bearer abc", 401, "unauthenticated"],
    ["a mistyped key", `Bearer ob_live_${"a".repeat(38)}`, 401, "invalid_api_key"],
    ["half a key", "Bearer ob_live_abc", 401, "invalid_api_key"],
    ["an unknown session", `Bearer obs_${"a".repeat(43)}`, 401, "session_expired"],
  ])("%s is refused", async (_who, authorization, status, code) => {
    const answer = await ask(
      "/v1/auth/account",
      authorization === undefined ? {} : { headers: { authorization } },
    );
    expect([answer.status, answer.error.code]).toEqual([status, code]);
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
  });

  test("a key may not do what needs a session", async () => {
    const { status, error } = await ask("/v1/auth/account/api-keys", { headers: bearer(key) });
    expect([status, error.code, error.details.needs]).toEqual([
      403,
      "permission_denied",
      "session",
    ]);
  });

  test("a key without the permission is told which one", async () => {
    const { api_key } = await gateway.createKey(session, ["quote"]);
    const { status, error } = await ask("/v1/batches", { headers: bearer(api_key) });
    expect([status, error.code, error.details.permission]).toEqual([
      403,
      "permission_denied",
      "read",
    ]);
  });

  test("the scheme is read in any case", async () => {
    const { status } = await ask("/v1/auth/account", {
      headers: { authorization: `bEARER ${key}` },
    });
    expect(status).toBe(200);
  });
});

describe("bodies", () => {
  test("JSON that breaks off is answered with line and column", async () => {
    const { status, error } = await register('{\n  "agent_name": "Ada",\n}');
    expect([status, error.code]).toEqual([400, "invalid_request"]);
    expect(error.message).toMatch(/at line 3, column 1: There is a trailing comma/);
  });

  test("each fault is named by its path, with what was meant by an unknown name", async () => {
    const { error } = await register({ agent_nme: "Ada", email: "ada", password: 12345678 });
    expect(error.code).toBe("invalid_request");
    expect(error.details.issues).toEqual([
      { path: "body.agent_name", message: "This field is missing." },
      { path: "body.email", message: "Expected an email address like agent@example.com" },
      { path: "body.password", message: "Expected a string, got a number." },
      {
        path: "body.agent_nme",
        message: 'There is no field "agent_nme". Did you mean "agent_name"?',
      },
    ]);
  });

  test("deeper nesting than the database bears is refused before it is parsed", async () => {
    const { error } = await register(`{"agent_name":${"[".repeat(5_000)}${"]".repeat(5_000)}}`);
    expect(error.message).toBe("The JSON is nested deeper than 120 levels.");
  });

  test("more than 2 MiB is refused, whether the length is said or not", async () => {
    const text = JSON.stringify({ ...valid, agent_name: "a".repeat(2 * 1024 ** 2) });
    const said = await register(text);
    const body = new Blob([text]).stream();
    const streamed = await gateway.fetch("/v1/auth/agent-register", {
      method: "POST",
      body,
      headers: JSON_TYPE,
      duplex: "half",
    } as RequestInit); // `duplex` is missing from the declarations
    expect([said.status, said.error.code]).toEqual([413, "payload_too_large"]);
    expect(streamed.status).toBe(413);
  });

  test("another content type is 415, JSON with a charset is fine", async () => {
    const form = await post("/v1/auth/agent-register", JSON.stringify(valid), {
      "content-type": "text/plain",
    });
    const charset = await post("/v1/auth/agent-register", JSON.stringify(valid), {
      "content-type": "application/json; charset=utf-8",
    });
    expect([form.status, form.error.code, charset.status]).toEqual([
      415,
      "unsupported_media_type",
      201,
    ]);
  });

  test("an empty body, other bytes than UTF-8 and a list each get their own sentence", async () => {
    const empty = await register("");
    const latin = await gateway.fetch("/v1/auth/agent-register", {
      method: "POST",
      body: new Uint8Array([0x22, 0xe9, 0x22]),
      headers: JSON_TYPE,
    });
    const list = await register("[]");
    expect(empty.error.message).toBe("The body is missing; this request needs a JSON object.");
    expect((await latin.json()).error.message).toBe("The body is not UTF-8.");
    expect(list.error.details.issues).toEqual([
      { path: "body", message: "Expected an object, got a list." },
    ]);
  });

  test("a request that takes no body takes {} and refuses anything else", async () => {
    const path = "/v1/auth/account/api-keys/key_00000000000000000000/rotate";
    const braces = await post(path, "{}", bearer(session));
    const more = await post(path, '{"label":"x"}', bearer(session));
    expect(braces.error.code).toBe("not_found");
    expect(more.error.details.issues).toEqual([
      { path: "body", message: "This request takes no body." },
    ]);
  });
});

describe("queries", () => {
  test("unknown names are refused, with what was meant", async () => {
    const { error } = await ask("/v1/batches?limt=3", { headers: bearer(key) });
    expect(error.details.issues).toEqual([
      { path: "query.limt", message: 'There is no field "limt". Did you mean "limit"?' },
    ]);
  });

  test("endpoints without a query refuse one too", async () => {
    const { error } = await ask("/v1/health?verbose=1");
    expect(error.details.issues).toEqual([
      { path: "query.verbose", message: 'There is no field "verbose".' },
    ]);
  });

  test("values out of bounds are named", async () => {
    const { error } = await ask("/v1/batches?limit=1000&status=runing", { headers: bearer(key) });
    expect(error.details.issues).toEqual([
      { path: "query.limit", message: "At most 100." },
      expect.objectContaining({
        path: "query.status",
        message: expect.stringMatching(/^Expected one of "pending"/),
      }),
    ]);
  });

  test("metadata filters come as metadata[key]=value and as metadata=key:value", async () => {
    for (const query of ["metadata[team]=blue", "metadata=team:blue", "metadata%5Bteam%5D=blue"]) {
      const { status } = await ask(`/v1/batches?${query}`, { headers: bearer(key) });
      expect(status).toBe(200);
    }
  });

  test("a parameter called __proto__ is an unknown name like any other", async () => {
    const { status, error } = await ask("/v1/batches?__proto__=1", { headers: bearer(key) });
    expect([status, error.details.issues[0].path]).toEqual([400, "query.__proto__"]);
  });
});

describe("conditional requests", () => {
  test("an unchanged answer costs a 304 without a body, a changed one is sent", async () => {
    const first = await ask("/v1/auth/account", { headers: bearer(key) });
    const etag = first.headers.get("etag") ?? "";
    const again = () =>
      ask("/v1/auth/account", {
        headers: { ...bearer(key), "if-none-match": `"other", W/${etag}` },
      });
    const unchanged = await again();
    expect([unchanged.status, unchanged.text, unchanged.headers.get("etag")]).toEqual([
      304,
      "",
      etag,
    ]);
    const amount = { currency: "usd" as const, amount: "1" };
    await gateway.request(contract.local.addCredits, { body: { amount } }, { as: session });
    const changed = await again();
    expect(changed.status).toBe(200);
    expect(changed.headers.get("etag")).not.toBe(etag);
  });

  test("a private answer is never shared between callers by a cache", async () => {
    const { headers } = await ask("/v1/auth/account", { headers: bearer(key) });
    expect(headers.get("cache-control")).toBe("private, no-cache");
    expect(headers.get("vary")).toBe("Authorization");
  });
});

describe("in local mode", () => {
  test("a foreign host name or a foreign page is refused", async () => {
    const host = await ask("/v1/health", { headers: { host: "evil.example:8787" } });
    const page = await ask("/v1/health", {
      headers: { host: "127.0.0.1", origin: "https://evil.example" },
    });
    const frame = await ask("/v1/health", { headers: { origin: "null" } });
    expect([host.status, page.status, frame.status]).toEqual([403, 403, 403]);
  });

  test.each(["localhost:8787", "127.0.0.1:8787", "[::1]:8787", "LOCALHOST"])(
    "%s is served",
    async (host) => {
      expect((await ask("/v1/health", { headers: { host } })).status).toBe(200);
    },
  );
});
