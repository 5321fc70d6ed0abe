import { expect, test } from "vitest";
import { readDeliveryFilters, withDeliveryFilters } from "./delivery-filters.ts";

const address = (text: string) => new URLSearchParams(text);

test("reads the filters that an address names and no others", () => {
  expect(
    readDeliveryFilters(address("tab=deliveries&status=failed&batch_id=bat_1&delivery=whd_1")),
  ).toEqual({
    status: "failed",
    batch_id: "bat_1",
  });
  expect(readDeliveryFilters(address("status=lost&batch_id=%20&run_id="))).toEqual({});
});

test("a changed filter begins at the top of the list and opens nothing", () => {
  const next = withDeliveryFilters(address("tab=deliveries&cursor=c2&delivery=whd_1"), {
    status: "failed",
  });
  expect(next.toString()).toBe("tab=deliveries&status=failed");
});

test("an emptied filter leaves the address", () => {
  expect(
    withDeliveryFilters(address("batch_id=bat_1&status=gone"), { batch_id: " " }).toString(),
  ).toBe("status=gone");
});

test("going to the next page keeps the filters", () => {
  expect(withDeliveryFilters(address("status=failed"), { cursor: "c2" }).toString()).toBe(
    "status=failed&cursor=c2",
  );
});
