import { describe, expect, test } from "vitest";
import { readAllowedTargets } from "./allowed-targets.ts";
import { EgressFailure } from "./egress-failure.ts";
import { checkAddress, parseTarget } from "./target.ts";

/** What a gateway off loopback says of a URL, and then of the address that its host resolves to. */
function verdictOn(entries: string[], url: string, address?: string): string {
  const allowed = readAllowedTargets(entries);
  if (allowed === undefined) return "unreadable";
  const policy = { allowLoopback: false, allowed };
  try {
    const target = parseTarget(url, policy);
    if (address !== undefined) checkAddress(address, target, policy);
    return "taken";
  } catch (error) {
    return error instanceof EgressFailure ? error.code : String(error);
  }
}

describe("what the operator has listed", () => {
  test.each<[string[], string, string | undefined, string]>([
    [["10.1.0.0/16"], "https://10.1.2.3/", undefined, "taken"],
    [["10.1.0.0/16"], "http://10.1.2.3:8080/", undefined, "taken"],
    [["10.1.0.0/16"], "https://10.2.0.1/", undefined, "refused_address"],
    [["10.1.0.0/16"], "https://hook.example/", "10.1.2.3", "taken"],
    [["10.1.0.0/16"], "https://hook.example/", "10.2.0.1", "refused_address"],
    [["10.1.0.0/16"], "https://[::ffff:10.1.2.3]/", undefined, "taken"],
    [["10.1.0.0/16"], "https://[::10.1.2.3]/", undefined, "refused_address"],
    [["fd12::/16"], "https://[fd12::1]/", undefined, "taken"],
    [["[fd12::1]"], "https://[fd12::1]/", undefined, "taken"],
    [["[fd12::1]"], "https://[fd12::2]/", undefined, "refused_address"],
    [["127.0.0.1"], "http://127.1:3000/", undefined, "taken"],
    [["127.0.0.1"], "https://localhost/", undefined, "refused_address"],
    [["localhost"], "http://localhost:3000/", "127.0.0.1", "taken"],
    [["hook.internal"], "http://hook.internal/", "10.9.9.9", "taken"],
    [["hook.internal"], "https://HOOK.internal./", "127.0.0.1", "taken"],
    [["Hook.Internal."], "https://hook.internal/", "127.0.0.1", "taken"],
    [["hook.internal"], "https://a.hook.internal/", "10.9.9.9", "refused_address"],
    [["hook.internal"], "https://hook.internal.example/", "10.9.9.9", "refused_address"],
    [["*.corp.example"], "https://a.b.corp.example/", "10.9.9.9", "taken"],
    [["*.corp.example"], "https://corp.example/", "10.9.9.9", "refused_address"],
    [["*.corp.example"], "https://notcorp.example/", "10.9.9.9", "refused_address"],
    // A name is listed for one's own network: what it must not lead to stays.
    [["hook.internal"], "https://hook.internal/", "169.254.169.254", "refused_address"],
    [["hook.internal"], "https://hook.internal/", "fe80::1", "refused_address"],
    [["hook.internal"], "https://hook.internal/", "2002:7f00:1::1", "refused_address"],
    [["hook.internal"], "http://hook.internal/", "8.8.8.8", "insecure_url"],
    // A block around metadata was hardly meant for it; the address alone was.
    [["0.0.0.0/0"], "https://169.254.169.254/", undefined, "refused_address"],
    [["169.254.0.0/16"], "https://169.254.1.1/", undefined, "refused_address"],
    [["100.64.0.0/10"], "https://100.100.100.200/", undefined, "refused_address"],
    [["::/0"], "https://[fd00:ec2::254]/", undefined, "refused_address"],
    [["169.254.169.254"], "https://169.254.169.254/", undefined, "taken"],
    [["169.254.169.254"], "https://[::ffff:a9fe:a9fe]/", undefined, "taken"],
    [["fe80::1"], "https://[fe80::1]/", undefined, "taken"],
    [[], "https://hook.example/", "8.8.8.8", "taken"],
  ])("%j: %s at %s is %s", (entries, url, address, verdict) => {
    expect(verdictOn(entries, url, address)).toBe(verdict);
  });

  test.each([
    "10.0.0.0/33",
    "10.0.0.0/",
    "10.1/8",
    "fd00::/129",
    "https://a.b",
    "a b",
    "a/b",
    "*",
    "%",
    "[fd12::1]/64",
    "a*.corp.example",
    "*.a*",
    // What a URL would make an address of, or may hold in a name although no name server has such.
    "127.1",
    "2130706433",
    "a!b",
    "!ab",
    "ab!",
  ])("%j cannot be read", (entry) => {
    expect(readAllowedTargets([entry])).toBeUndefined();
  });

  test("is nothing where nothing is listed", () => {
    expect(readAllowedTargets([])).toEqual({ names: [], blocks: [] });
  });
});
