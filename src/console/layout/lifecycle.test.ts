import type { Account } from "#contract/accounts.ts";
import { newId, toMoney } from "#contract/primitives.ts";
import { expect, test } from "vitest";
import { batchTone, lifecycleSteps, type LifecycleFacts } from "./lifecycle.ts";

const nothing: LifecycleFacts = {
  account: undefined,
  key: undefined,
  holdsKey: false,
  batch: undefined,
  run: undefined,
};

const account: Account = {
  org_id: newId("org"),
  user_id: newId("user"),
  email: "a@example.com",
  email_verified: true,
  email_verified_at: "2026-01-01T00:00:10.000Z",
  agent_name: "a",
  credit_balance: toMoney(25_000_000n),
  credit_reserved: toMoney(0n),
  created_at: "2026-01-01T00:00:00.000Z",
};

test("a blank browser has six steps waiting, each with its call and no proof", () => {
  const steps = lifecycleSteps(nothing);
  expect(steps.map(({ tone }) => tone)).toEqual(Array.from({ length: 6 }, () => "waiting"));
  expect(steps.every(({ proof, id }) => proof === null && id === null)).toBe(true);
  expect(steps[0]?.call).toBe("POST /v1/auth/agent-register");
});

test("a verified account proves two steps by id, time and status code", () => {
  const [registered, verified, key] = lifecycleSteps({ ...nothing, account });
  expect(registered).toMatchObject({ tone: "done", proof: "201", id: account.org_id });
  expect(verified).toMatchObject({ tone: "done", proof: "200", at: account.email_verified_at });
  expect(key?.tone).toBe("waiting");
});

test("a key brought along counts, though its list may not be read", () => {
  expect(lifecycleSteps({ ...nothing, holdsKey: true })[2]).toMatchObject({
    tone: "done",
    id: null,
  });
});

test("a batch that ended with failures is never shown as done", () => {
  const counts = { total: 3, completed: 2, failed: 1, cancelled: 0 };
  expect(batchTone({ status: "completed", counts })).toBe("attention");
  expect(batchTone({ status: "completed", counts: { ...counts, completed: 0, failed: 3 } })).toBe(
    "failed",
  );
  expect(batchTone({ status: "completed", counts: { ...counts, failed: 0, completed: 3 } })).toBe(
    "done",
  );
  expect(batchTone({ status: "cancelled", counts })).toBe("attention");
  expect(batchTone({ status: "processing", counts })).toBe("running");
});
