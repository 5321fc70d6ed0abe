import { ApiError } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import { QueryClient } from "@tanstack/react-query";
import { expect, test } from "vitest";
import { invalidateChanges, queryKey, retryDelay, shouldRetry } from "./query.ts";

const failure = (status: number | null, retryAfterMs: number | null = null) =>
  new ApiError("x", { code: "x", status, retryAfterMs });

test("only what may pass by itself is asked again, and not for ever", () => {
  for (const status of [null, 429, 500, 503]) expect(shouldRetry(0, failure(status))).toBe(true);
  for (const status of [400, 401, 403, 404, 409])
    expect(shouldRetry(0, failure(status))).toBe(false);
  expect(shouldRetry(2, failure(503))).toBe(false);
  expect(shouldRetry(0, new Error("a mistake of ours"))).toBe(false);
});

test("what the server asked for goes before our own growing wait", () => {
  expect(retryDelay(0, failure(503, 4_000))).toBe(4_000);
  expect([0, 1, 2, 9].map((failures) => retryDelay(failures, failure(500)))).toEqual([
    500, 1_000, 2_000, 8_000,
  ]);
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
