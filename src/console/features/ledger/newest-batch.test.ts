import { expect, test } from "vitest";
import { testExchange } from "../../layout/exchange-testing.ts";
import { newestBatch } from "./newest-batch.ts";

const submitted = (id: string, status = 201) =>
  testExchange({
    endpoint: "batches.create",
    method: "POST",
    status,
    response_body: `{\n  "batch": {\n    "id": "${id}",\n    "parent_batch_id": "bat_00000000000000000000"\n  }\n}`,
  });

test("the newest batch is the one that was accepted last, whatever came after it", () => {
  const [first, second] = ["bat_01kaw6t9h3n8c5x7m2qd", "bat_01kaw6t9h3n8c5x7m2qe"] as const;
  const calls = [submitted(first), submitted(second), submitted("none", 409), testExchange({})];
  expect(newestBatch(calls)).toBe(second);
  expect(newestBatch([testExchange({})])).toBeUndefined();
});
