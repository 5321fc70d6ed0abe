import { expect, test } from "vitest";
import * as z from "zod/mini";
import { newApiKeySecret } from "./api-keys.ts";
import { allEndpoints } from "./whole-api.ts";
import {
  KEY_PLACEHOLDER,
  SESSION_PLACEHOLDER,
  redactHeaders,
  redactJson,
  redactText,
} from "./redact.ts";

const key = newApiKeySecret();

test("no secret field of a body is kept, however deep", () => {
  const body = JSON.stringify({
    password: "hunter2hunter2",
    nested: [{ webhook: { url: "https://a.example", secret: "whsec_abcdefgh" } }],
    session_token: "obs_0123456789",
    api_key: key,
  });
  const kept = redactJson(body);
  for (const secret of ["hunter2hunter2", "whsec_abcdefgh", "obs_0123456789", key])
    expect(kept).not.toContain(secret);
  expect(JSON.parse(kept).nested[0].webhook.url).toBe("https://a.example");
});

test("a secret that a body tells twice is replaced in both places", () => {
  const kept = redactJson(
    JSON.stringify({ token: "FGv1L09nW8eGL1u", text: "Or send FGv1L09nW8eGL1u." }),
  );
  expect(JSON.parse(kept)).toEqual({ token: "«hidden»", text: "Or send «hidden»." });
});

test("a secret in a value of a JSON body is replaced wherever it stands, and a body without one is kept", () => {
  for (const text of [`first\n${key}`, `"${key}"`, "x?a=1&token=abc123", "whsec_abcdefgh"])
    expect(redactJson(JSON.stringify([{ text }]))).toContain("«hidden»");
  const plain = JSON.stringify({ total: "1.25", message: "No secret: a token's price, café\n" });
  expect(redactJson(plain)).toBe(plain);
});

test("a key in free text, a mail's link and a signed link are replaced", () => {
  expect(redactText(`use ${key} now`)).not.toContain(key.slice(8));
  expect(redactText("http://x/verify?token=abc123")).not.toContain("abc123");
  expect(redactText("http://x/v1/artifacts/b/output?expires=1&signature=deadbeef")).not.toContain(
    "deadbeef",
  );
});

test("the Authorization header is shown as a variable", () => {
  const shown = redactHeaders([
    ["Authorization", `Bearer ${key}`],
    ["Accept", "application/json"],
  ]);
  expect(shown).toEqual({ authorization: `Bearer ${KEY_PLACEHOLDER}`, accept: "application/json" });
  expect(redactHeaders([["authorization", "Bearer obs_abc"]])["authorization"]).toBe(
    `Bearer ${SESSION_PLACEHOLDER}`,
  );
});

test("a body that is no JSON is treated as text", () => {
  expect(redactJson(`oops ${key}`)).not.toContain(key);
});

test("every password, secret and token that the contract takes in a body is hidden", () => {
  const schemas = allEndpoints.flatMap(({ endpoint: { body } }) =>
    body?.kind === "json"
      ? [JSON.stringify(z.toJSONSchema(body.schema, { unrepresentable: "any", io: "input" }))]
      : [],
  );
  const fields = schemas.join().matchAll(/"(\w*(?:password|secret|token))":\{/g);
  const names = new Set([...fields].map(([, name = ""]) => name));
  expect([...names]).toEqual(expect.arrayContaining(["password", "current_password", "token"]));
  for (const name of names)
    expect(redactJson(JSON.stringify({ [name]: "hunter2hunter2" })), name).not.toContain("hunter2");
});

test.each([
  ["ob_live_abcDEF012 and ob_live_x", "ob_live_«hidden» and ob_live_«hidden»"],
  ["Bearer obs_abcDEF012.", "Bearer obs_«hidden»."],
  ["jobs_list and bob_live_1", "jobs_list and bob_live_1"],
  ["whsec_a+b/c== whsec_", "whsec_«hidden» whsec_"],
  ["/x?token=a.b&c=d", "/x?token=«hidden»&c=d"],
  ["/x?a=b&signature=abc def", "/x?a=b&signature=«hidden» def"],
  ['"/x?token=abc"', '"/x?token=«hidden»"'],
  ["/x?tokens=abc token=abc", "/x?tokens=abc token=abc"],
])("of %s is shown %s", (text, shown) => {
  expect(redactText(text)).toBe(shown);
});

test.each([
  "password",
  "current_password",
  "secret",
  "token",
  "session_token",
  "api_key",
  "signature",
])("the field %s is hidden where it is text, and kept where it is not", (name) => {
  expect(redactJson(JSON.stringify({ a: [{ [name]: "x" }] }))).toBe(
    `{"a":[{"${name}":"«hidden»"}]}`,
  );
  const others = JSON.stringify({ [name]: null, a: { [name]: 5 }, b: [{ [name]: { c: "d" } }] });
  expect(redactJson(others)).toBe(others);
});

test("a short secret is hidden in its field alone, since innocent text has it too", () => {
  expect(redactJson('{"token":"1234567","text":"1234567"}')).toBe(
    '{"token":"«hidden»","text":"1234567"}',
  );
  expect(redactJson('{"token":"12345678","text":["12345678"]}')).toBe(
    '{"token":"«hidden»","text":["«hidden»"]}',
  );
});

test("values of every kind outlive the search for secrets", () => {
  const kept = '{"token":"«hidden»","a":[1,true,null,{"b":"c"},[]],"d":{}}';
  expect(redactJson(kept.replace("«hidden»", "12345678"))).toBe(kept);
  for (const text of ["null", "5", '"a"', "[]", "[null]"]) expect(redactJson(text)).toBe(text);
});

test("headers are in lower case, each with its secret replaced", () => {
  const headers: [string, string][] = [
    ["Authorization", "Bearer ob_live_abc"],
    ["X-Other", "whsec_abc"],
    ["Accept", "text/plain"],
  ];
  expect(redactHeaders(headers)).toEqual({
    authorization: `Bearer ${KEY_PLACEHOLDER}`,
    "x-other": "whsec_«hidden»",
    accept: "text/plain",
  });
  expect([KEY_PLACEHOLDER, SESSION_PLACEHOLDER]).toEqual([
    "$BATCHROUTER_API_KEY",
    "$BATCHROUTER_SESSION",
  ]);
});
