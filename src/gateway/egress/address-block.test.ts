import { describe, expect, test } from "vitest";
import { isWithin, parseBlock } from "./address-block.ts";
import { parseAddress } from "./parse-address.ts";

describe("a block's text", () => {
  test.each<[string, number[], number]>([
    ["10.0.0.0/8", [10, 0, 0, 0], 8],
    ["10.0.0.0/0", [10, 0, 0, 0], 0],
    ["10.0.0.1/32", [10, 0, 0, 1], 32],
    ["10.0.0.1", [10, 0, 0, 1], 32],
    ["::1/127", [...Array<number>(15).fill(0), 1], 127],
    ["::1/128", [...Array<number>(15).fill(0), 1], 128],
    ["::1", [...Array<number>(15).fill(0), 1], 128],
  ])("%s is read", (text, bytes, bits) => {
    expect(parseBlock(text)).toEqual({ bytes: Uint8Array.from(bytes), bits });
  });

  test.each([
    "",
    "/8",
    "10.0.0.0/",
    "10.0.0.0/33",
    "10.0.0.0/-1",
    "10.0.0.0/+8",
    "10.0.0.0/8 ",
    "10.0.0.0/ 8",
    "10.0.0.0/0008",
    "10.0.0.0/8/8",
    "10.0.0/8",
    "::1/129",
    "fe80::1%eth0",
    "fe80::1%eth0/64",
  ])("%j is none", (text) => {
    expect(parseBlock(text)).toBeUndefined();
  });
});

test.each([
  ["0.0.0.0/0", "255.255.255.255", true],
  ["10.1.0.0/16", "10.1.255.255", true],
  ["10.1.0.0/16", "10.2.0.0", false],
  ["10.1.0.0/16", "11.1.0.0", false],
  ["10.1.2.128/25", "10.1.2.128", true],
  ["10.1.2.128/25", "10.1.2.127", false],
  ["172.16.0.0/12", "172.31.255.255", true],
  ["172.16.0.0/12", "172.32.0.0", false],
  ["10.1.2.3/31", "10.1.2.2", true],
  ["10.1.2.3/31", "10.1.2.4", false],
  ["10.1.2.3/32", "10.1.2.3", true],
  ["10.1.2.3/32", "10.1.2.2", false],
  ["2001:db8::/33", "2001:db8:7fff::", true],
  ["2001:db8::/33", "2001:db8:8000::", false],
  // The first bytes of one family's address are nothing to the other.
  ["::/0", "10.0.0.1", false],
  ["0.0.0.0/0", "::1", false],
  ["10.0.0.0/8", "a00::1", false],
])("of %s, %s is a part: %s", (text, address, isPart) => {
  const [block, bytes] = [parseBlock(text), parseAddress(address)];
  expect(block && bytes && isWithin(bytes, block)).toBe(isPart);
});
