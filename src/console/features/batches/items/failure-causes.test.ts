import { SANDBOX_FAIL_CODES } from "#contract/sandbox-sentinels.ts";
import { expect, test } from "vitest";
import { causeWords, groupFailures, NOT_DONE_CODES } from "./failure-causes.ts";

function failed(place: number, code: string) {
  const id = `item-${place}`;
  return {
    id: `bat_x-${place}`,
    custom_id: id,
    customer_item_id: id,
    response: null,
    error: { code, message: `${code} ${place}` },
  };
}

test("failures are grouped by cause, the most frequent first, each with its first example", () => {
  const rows = [failed(3, "content_policy"), failed(5, "provider_429"), failed(8, "provider_429")];
  expect(groupFailures([...rows, { ...failed(9, "x"), error: null }])).toEqual([
    {
      code: "provider_429",
      count: 2,
      example: { customer_item_id: "item-5", message: "provider_429 5" },
    },
    {
      code: "content_policy",
      count: 1,
      example: { customer_item_id: "item-3", message: "content_policy 3" },
    },
  ]);
});

test("every code that a lane or an early end can give is explained, and an unknown one is shown", () => {
  for (const code of [...SANDBOX_FAIL_CODES, ...NOT_DONE_CODES, "lane_unavailable"]) {
    expect(causeWords(code).title).not.toBe(code);
  }
  expect(causeWords("constructor").title).toBe("constructor");
});
