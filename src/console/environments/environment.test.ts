import { expect, test } from "vitest";
import { builtInEnvironments, customEnvironment } from "./environment.ts";

test("hosted environments are reached through the page's own origin and shown by their own", () => {
  const [local, hostedTest] = builtInEnvironments("http://127.0.0.1:8787");
  expect(local).toMatchObject({ baseUrl: "", origin: "http://127.0.0.1:8787" });
  expect(hostedTest).toMatchObject({
    baseUrl: "/local/forward/test",
    origin: "https://test.api.batchrouter.com",
  });
});

test("a typed address may end in a slash or in /v1", () => {
  for (const typed of ["http://10.0.0.1:9", "http://10.0.0.1:9/", " http://10.0.0.1:9/v1 "]) {
    expect(customEnvironment(typed).baseUrl).toBe("http://10.0.0.1:9");
  }
});

test.each(["", "localhost:9090x", "ftp://a.example", "http://user:secret@a.example"])(
  "refuses %o with a sentence",
  (typed) => {
    expect(() => customEnvironment(typed)).toThrow(/address/);
  },
);
