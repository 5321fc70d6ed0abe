import { expect, test } from "vitest";
import { errorCodesOf } from "./endpoint-errors.ts";
import { contract } from "./index.ts";
import { allEndpoints } from "./whole-api.ts";

test("whatever may come with a body may be told that it is too large", () => {
  expect(errorCodesOf(contract.files.upload)).toContain("payload_too_large");
  expect(errorCodesOf(contract.batches.cancel)).toContain("payload_too_large");
  expect(errorCodesOf(contract.batches.get)).not.toContain("payload_too_large");
});

test("an endpoint names only codes that do not come along with what it is", () => {
  for (const { name, endpoint } of allEndpoints) {
    const brought = errorCodesOf({ ...endpoint, errors: [] });
    expect(
      brought.filter((code) => endpoint.errors?.includes(code)),
      name,
    ).toEqual([]);
  }
});
