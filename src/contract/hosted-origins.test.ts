import { expect, test } from "vitest";
import { forwarderBase, HOSTED_ORIGINS, type HostedName } from "./hosted-origins.ts";

test("the forwarder reaches the hosted environments, each under its name, and nothing else", () => {
  const names = Object.keys(HOSTED_ORIGINS) as HostedName[]; // the names are the keys
  expect(names.map((name) => [forwarderBase(name), HOSTED_ORIGINS[name]])).toEqual([
    ["/local/forward/test", "https://test.api.batchrouter.com"],
    ["/local/forward/production", "https://api.batchrouter.com"],
  ]);
});
