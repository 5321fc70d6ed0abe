import { describe, expect, test } from "vitest";
import { EXAMPLE_SECRET, signedExample } from "./signed-example.ts";
import { VERIFY_IN_NODE, VERIFY_IN_PYTHON } from "./verify-snippets.ts";

const { body, headers } = await signedExample();
const HEX = "x-batchrouter-signature";

/** What must be let in and what must not: the delivery, either signature alone, and a body with one byte changed. */
const CASES: readonly [headers: Record<string, string>, body: string, isGenuine: boolean][] = [
  [headers, body, true],
  [{ ...headers, [HEX]: "" }, body, true],
  [{ ...headers, "webhook-signature": "v1,AAAA" }, body, true],
  [{ ...headers, [HEX]: "", "webhook-signature": "v1,AAAA" }, body, false],
  [headers, body.replace("1319", "1318"), false],
];

type Check = (secret: string, headers: Record<string, string>, body: string) => boolean;

describe("a receiver that is copied from the reference", () => {
  test("lets in what was signed by either scheme, and nothing that was changed", async () => {
    const address = `data:text/javascript,${encodeURIComponent(VERIFY_IN_NODE)}`;
    const { isGenuine } = (await import(/* @vite-ignore */ address)) as { isGenuine: Check };
    for (const [given, raw, expected] of CASES)
      expect(isGenuine(EXAMPLE_SECRET, given, raw)).toBe(expected);
  });

  test("reads the same headers in every language", () => {
    const names = (code: string) => new Set(code.match(/(?:x|webhook)-[a-z-]+/g));
    expect(names(VERIFY_IN_PYTHON)).toEqual(names(VERIFY_IN_NODE));
    expect(names(VERIFY_IN_NODE)).toEqual(new Set(Object.keys(headers)));
  });
});
