import { toMicros } from "#contract/primitives.ts";
import { contract } from "#contract/index.ts";
import { describe, expect, test } from "vitest";
import { agent, gateway, prepareTestAccounts } from "./test-accounts.ts";

const { accounts } = contract;
prepareTestAccounts();

describe("the ledger", () => {
  test("is listed newest first, by pages, and sums to the balance", async () => {
    const { session_token: as } = await gateway.registerAndVerify(agent);
    for (const amount of ["1.5", "0.000001", "3"]) {
      await gateway.request(
        contract.local.addCredits,
        { body: { amount: { currency: "usd", amount } } },
        { as },
      );
    }
    const first = await gateway.request(accounts.ledger, { query: { limit: 3 } }, { as });
    expect(first.data.map((entry) => entry.balance_change.amount)).toEqual([
      "3.000000",
      "0.000001",
      "1.500000",
    ]);
    const cursor = first.next_cursor ?? "";
    const second = await gateway.request(accounts.ledger, { query: { limit: 3, cursor } }, { as });
    expect(second.data.map(({ kind }) => kind)).toEqual(["grant"]);
    expect(second.next_cursor).toBeNull();
    const { credit_balance } = await gateway.request(accounts.get, {}, { as });
    const sum = [...first.data, ...second.data].reduce(
      (total, entry) => total + toMicros(entry.balance_change),
      0n,
    );
    expect(toMicros(credit_balance)).toBe(sum);
  });

  test("refuses a cursor that it did not give", async () => {
    const { session_token: as } = await gateway.registerAndVerify(agent);
    const call = gateway.request(accounts.ledger, { query: { cursor: "nonsense" } }, { as });
    await expect(call).rejects.toMatchObject({
      code: "invalid_request",
      issues: [{ path: "query.cursor" }],
    });
  });
});
