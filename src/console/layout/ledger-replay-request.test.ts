import { contract } from "#contract/index.ts";
import { expect, test } from "vitest";
import { recordedCall } from "./exchange-call.ts";
import { testExchange } from "./exchange-testing.ts";
import { keyChoices, replayForm, replayRequest, usualKeyChoice } from "./ledger-replay-request.ts";

function formOf(change: Parameters<typeof testExchange>[0]) {
  const call = recordedCall(testExchange(change));
  if (call === undefined) throw new Error("Not a call of the contract");
  return replayForm(call);
}

const registration = {
  endpoint: "accounts.register",
  method: "POST",
  path: "/v1/auth/agent-register",
  request_body: '{"agent_name":"a","email":"a@b.co","password":"«hidden»"}',
};

test("a call comes back as it was sent, and offers the query that it did not use", () => {
  const form = formOf({
    endpoint: "batches.list",
    path: "/v1/batches?limit=5&metadata%5Bname%5D=x",
  });
  expect(form.query).toMatchObject({ limit: "5", status: "", "metadata[name]": "x" });
  expect(replayRequest(form)).toEqual({
    request: { query: { limit: "5", "metadata[name]": "x" } },
    problems: {},
  });
});

test("a secret that was replaced is never sent as its stand-in: the field has to be filled in first", () => {
  const form = formOf(registration);
  expect(replayRequest(form).problems).toEqual({
    body: "Fill in password: the ledger keeps no secrets",
  });
  const filled = { ...form, body: form.body?.replace("«hidden»", "hunter2hunter2") };
  expect(replayRequest(filled)).toEqual({
    request: { body: { agent_name: "a", email: "a@b.co", password: "hunter2hunter2" } },
    problems: {},
  });
});

test("a secret in the address is asked for at its own field", () => {
  const form = formOf({
    endpoint: "batches.artifact",
    path: "/v1/artifacts/bat_1/output?expires=1&signature=«hidden»",
  });
  expect(Object.keys(replayRequest(form).problems)).toEqual(["query.signature"]);
});

test("what is no JSON and a missing path parameter keep it from being sent", () => {
  const broken = { ...formOf(registration), body: "{" };
  expect(replayRequest(broken).problems["body"]).toMatch(/^No JSON: /);
  const nameless = { ...formOf({}), params: { id: " " } };
  expect(replayRequest(nameless).problems).toEqual({ "params.id": "Give id" });
});

test("an unedited call goes under its own key, an edited one under a fresh one", () => {
  const choices = keyChoices(contract.batches.create, "key-of-then");
  expect(choices).toEqual(["same", "new"]);
  expect(usualKeyChoice(choices, false)).toBe("same");
  expect(usualKeyChoice(choices, true)).toBe("new");
});

test("no key is a choice only where none is required, and never for a read", () => {
  const choices = keyChoices(contract.quotes.createForModel, null);
  expect(choices).toEqual(["new", "none"]);
  expect(usualKeyChoice(choices, false)).toBe("none");
  expect(keyChoices(contract.batches.get, null)).toEqual([]);
});
