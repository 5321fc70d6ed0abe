import type { Exchange } from "#contract/client.ts";
import { createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { expect, test } from "vitest";
import { compareAnswers } from "./compare-answers.ts";
import { observe, type ObservedAnswer } from "./observed-answer.ts";

const health = {
  status: "ok",
  version: "1",
  instance_id: "i",
  mode: "local",
  now: "2026-01-01T00:00:00.000Z",
  started_at: "2026-01-01T00:00:00.000Z",
};
const names = { one: "Local", other: "Hosted" };

/** How a gateway's answer to the health call is seen. */
async function seen(body: unknown, init: ResponseInit = {}): Promise<ObservedAnswer> {
  const told: Exchange[] = [];
  const client = createClient({
    baseUrl: "http://gateway",
    onExchange: (exchange) => told.push(exchange),
    transport: () => Promise.resolve(new Response(JSON.stringify(body), init)),
  });
  await client.call(contract.catalog.health, {}).catch(() => {});
  const last = told.at(-1);
  if (last === undefined) throw new Error("Nothing was told");
  return observe(contract.catalog.health, last);
}

test("answers of one shape are alike, whatever their values", async () => {
  const other = await seen({ ...health, version: "2", mode: "hosted" });
  expect(compareAnswers(await seen(health), other, names)).toEqual([]);
});

test("a field beyond the contract is named with the environment that has it, once", async () => {
  const other = await seen({ ...health, region: { name: "eu" } });
  expect(compareAnswers(await seen(health), other, names)).toEqual([
    "beyond the contract in Hosted: region",
  ]);
});

test("an answer off the contract is named by the path and the reason, and as a difference", async () => {
  const { started_at: _gone, ...rest } = health;
  const found = compareAnswers(await seen(health), await seen({ ...rest, version: 7 }), names);
  expect(found).toEqual([
    expect.stringMatching(/^off the contract in Hosted: version: /),
    expect.stringMatching(/^off the contract in Hosted: started_at: /),
    "only in Local: started_at",
    "version: string, number",
  ]);
});

test("another status or error code is the difference, and the bodies are not compared then", async () => {
  const error = { error: { code: "overloaded", message: "Busy", details: {} } };
  const other = await seen(error, { status: 503 });
  expect(compareAnswers(await seen(health), other, names)).toEqual([
    "Local answers 200, Hosted 503 overloaded",
  ]);
});

test("a header that a client relies on is compared by what it says, or by its being there", async () => {
  const one = await seen(health, {
    headers: { "x-request-id": "req_1", "content-type": "application/json; charset=utf-8" },
  });
  const other = await seen(health, { headers: { "content-type": "application/json" } });
  expect(compareAnswers(one, other, names)).toEqual(["header x-request-id: there, absent"]);
});
