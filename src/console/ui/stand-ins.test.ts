import { expect, test } from "vitest";
import { standInAddress, standInJson, standInText, standInValue } from "./stand-ins.ts";

const ADDRESS = "ada.lovelace+batches@analytical-engines.co.uk";

test("the same address has the same stand-in wherever it stands, and another has another", () => {
  const standIn = standInAddress(ADDRESS);
  expect(standInText(`A mail went to ${ADDRESS}.`)).toBe(`A mail went to ${standIn}.`);
  expect(standInText(`?to=${encodeURIComponent(ADDRESS)}`)).toBe(
    `?to=${standIn.replace("@", "%40")}`,
  );
  expect(standInAddress("charles@analytical-engines.co.uk")).not.toBe(standIn);
});

test("what stands for an address is left as it is", () => {
  const once = standInText(ADDRESS);
  expect(standInText(once)).toBe(once);
});

test("a workflow's name and a version are no addresses", () => {
  for (const text of ["agent-main-thread@v1", "batchrouter@0.1.0"]) {
    expect(standInText(text)).toBe(text);
  }
});

test("keys, sessions, tokens of links and what tells keys apart are not shown", () => {
  const text = JSON.stringify({
    note: "ob_live_abcDEF123 obs_abcdef whsec_abcdef http://x/verify?token=abc123",
    prefix: "ob_live_Ab12",
    last_four: "9xYz",
  });
  const shown = standInText(text);
  for (const secret of ["abcDEF123", "obs_abcdef", "whsec_abcdef", "abc123", "Ab12", "9xYz"]) {
    expect(shown).not.toContain(secret);
  }
  expect(JSON.parse(shown).last_four).toBe("••••");
});

test("a value keeps its shape, and what is acted with", () => {
  const mail = {
    to: ADDRESS,
    text: `Hello ${ADDRESS}, or send abcdefgh`,
    token: "abcdefgh",
    links: ["http://x/verify?token=abcdefgh"],
    at: new Date(0),
    sizes: [1, null, true],
  };
  const shown = standInValue(mail, false);
  expect(shown).toEqual({
    ...mail,
    to: standInAddress(ADDRESS),
    text: `Hello ${standInAddress(ADDRESS)}, or send ••••`,
  });
});

test("prompts and answers are taken out only when asked for", () => {
  const body = { messages: [{ role: "user", content: "Who are you?" }], input: "Again" };
  expect(standInValue(body, false)).toEqual(body);
  expect(standInValue(body, true)).toEqual({
    messages: [{ role: "user", content: "«hidden, 12 characters»" }],
    input: "«hidden, 5 characters»",
  });
  expect(standInJson(JSON.stringify(body), true)).not.toContain("Who are you?");
  expect(standInJson("not JSON", true)).toBe("not JSON");
  const escaped = '{"at":1.10,"text":"?token=abc\\n\\"obs_abc\\""}';
  expect(standInJson(escaped, false)).toBe(escaped.replace("obs_abc", "obs_«hidden»"));
});
