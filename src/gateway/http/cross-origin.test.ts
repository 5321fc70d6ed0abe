import { expect, test } from "vitest";
import { createCrossOrigin } from "./cross-origin.ts";

const CONSOLE = "http://127.0.0.1:8787";
const ask = (path: string, origin?: string, method = "GET"): [Request, string] => [
  new Request(`http://127.0.0.1:9090${path}`, {
    method,
    headers: origin === undefined ? {} : { origin },
  }),
  path,
];

test("only the exact origins that are named may read an answer, and nobody where none is named", () => {
  const headersFor = createCrossOrigin([CONSOLE]);
  expect(headersFor(...ask("/v1/health", CONSOLE))).toMatchObject({
    "access-control-allow-origin": CONSOLE,
  });
  for (const other of ["http://127.0.0.1:8788", "https://127.0.0.1:8787", "null", undefined])
    expect(headersFor(...ask("/v1/health", other))).toEqual({ vary: "Origin" });
  expect(createCrossOrigin([])(...ask("/v1/health", CONSOLE))).toEqual({});
});

test("what needs no credential stays with the gateway's own pages", () => {
  const headersFor = createCrossOrigin([CONSOLE]);
  for (const path of ["/local/mailbox", "/", "/openapi.json"])
    expect(headersFor(...ask(path, CONSOLE))).toEqual({});
});

test("a preflight names what may be sent; cookies are never let through", () => {
  const headers = createCrossOrigin([CONSOLE])(...ask("/v1/batches", CONSOLE, "OPTIONS"));
  expect(headers["access-control-allow-headers"]).toContain("idempotency-key");
  expect(headers["access-control-allow-methods"]).toContain("POST");
  expect(headers["access-control-allow-credentials"]).toBeUndefined();
});
