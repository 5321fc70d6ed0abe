import { ApiError, createClient } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { endpointQuery, invalidateChanges, queryKey, retryDelay, shouldRetry } from "./query.ts";

const failure = (status: number | null, retryAfterMs: number | null = null) =>
  new ApiError("x", { code: "x", status, retryAfterMs });

test("only what may pass by itself is asked again at once, and not for ever", () => {
  for (const status of [null, 500, 503]) expect(shouldRetry(0, failure(status))).toBe(true);
  for (const status of [400, 401, 403, 404, 409])
    expect(shouldRetry(0, failure(status))).toBe(false);
  expect(shouldRetry(2, failure(503))).toBe(false);
  expect(shouldRetry(0, new Error("a mistake of ours"))).toBe(false);
});

test("who asks for a pause is not asked again at once", () => {
  expect(shouldRetry(0, failure(429))).toBe(false);
  expect(shouldRetry(0, failure(503, 4_000))).toBe(false);
  expect([0, 1, 2, 9].map((failures) => retryDelay(failures))).toEqual([500, 1_000, 2_000, 8_000]);
});

test("a good answer is kept when the next one is off the contract, and one off it is shown where there is none", async () => {
  const health = { status: "ok", version: "1", instance_id: "i", mode: "local" };
  const times = { now: "2026-01-01T00:00:00.000Z", started_at: "2026-01-01T00:00:00.000Z" };
  const answers: object[] = [{ ...health }, { ...health, ...times }, { ...health }];
  const client = createClient({
    baseUrl: "http://gateway",
    transport: () => Promise.resolve(new Response(JSON.stringify(answers.shift()))),
  });
  const queries = new QueryClient();
  const read = () =>
    queries.fetchQuery({
      ...endpointQuery(client, "kept", contract.catalog.health, {}),
      staleTime: 0,
    });
  await expect(read()).resolves.toEqual(health);
  await expect(read()).resolves.toMatchObject(times);
  await expect(read()).rejects.toMatchObject({ code: "off_contract" });
  expect(queries.getQueryData(queryKey("kept", contract.catalog.health, {}))).toMatchObject(times);
});

test("an action makes old what the contract says it changes, in its own environment alone", async () => {
  const queries = new QueryClient();
  const id = "local";
  const batches = queryKey(id, contract.batches.list, {});
  const elsewhere = queryKey("test", contract.batches.list, {});
  const mails = queryKey(id, contract.local.listMails, {});
  for (const key of [batches, elsewhere, mails]) queries.setQueryData(key, {});

  await invalidateChanges(queries, id, contract.batches.create);
  expect(queries.getQueryState(batches)?.isInvalidated).toBe(true);
  expect(queries.getQueryState(elsewhere)?.isInvalidated).toBe(false);
  expect(queries.getQueryState(mails)?.isInvalidated).toBe(false);

  await invalidateChanges(queries, id, contract.accounts.register);
  expect(queries.getQueryState(mails)?.isInvalidated).toBe(true);
});
