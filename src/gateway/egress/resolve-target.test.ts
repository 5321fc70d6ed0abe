import { getEventListeners } from "node:events";
import type { LookupAddress } from "node:dns";
import { describe, expect, test } from "vitest";
import { addressesOf, lookupOf, resolveBySystem, type Resolve } from "./resolve-target.ts";
import { targetHost, type EgressPolicy } from "./target.ts";

const POLICY: EgressPolicy = { allowLoopback: false };

function find(host: string, resolve: Resolve, signal?: AbortSignal): Promise<string[]> {
  return addressesOf(targetHost(host), POLICY, resolve, signal);
}

describe("the addresses of a target", () => {
  test("are the literal itself, about which nobody is asked", async () => {
    const asked: string[] = [];
    const resolve = async (name: string): Promise<string[]> => (asked.push(name), []);
    expect(await find("8.8.8.8", resolve)).toEqual(["8.8.8.8"]);
    expect(await find("[2606:4700::1111]", resolve)).toEqual(["2606:4700::1111"]);
    expect(asked).toEqual([]);
  });

  test("are all that the name has, in the resolver's order", async () => {
    const addresses = ["2606:4700::1111", "1.1.1.1"];
    expect(await find("hook.example", async () => addresses)).toEqual(addresses);
  });

  test.each([
    ["nobody knows the name", () => Promise.reject(new Error("ENOTFOUND"))],
    ["the name has none", async () => []],
  ])("are a failure that names the host where %s", async (_why, resolve) => {
    for (const signal of [undefined, new AbortController().signal])
      await expect(find("hook.example", resolve, signal)).rejects.toMatchObject({
        code: "dns",
        message: "hook.example does not resolve.",
      });
  });

  test("are not waited for once the caller gives up", async () => {
    const giving = new AbortController();
    const why = new Error("enough");
    const finding = find("hook.example", () => new Promise(() => undefined), giving.signal);
    giving.abort(why);
    await expect(finding).rejects.toBe(why);
  });

  test("are not asked for when the caller has given up before, so that no failure is left over", async () => {
    let asked = 0;
    const failing = (): Promise<string[]> => {
      asked += 1;
      return Promise.reject(new Error("ENOTFOUND"));
    };
    const why = new Error("enough");
    await expect(find("hook.example", failing, AbortSignal.abort(why))).rejects.toBe(why);
    expect(asked).toBe(0);
  });

  test("leave nothing on the caller's signal, which may serve many requests", async () => {
    const { signal } = new AbortController();
    await find("hook.example", async () => ["1.1.1.1"], signal);
    await find("hook.example", () => Promise.reject(new Error("ENOTFOUND")), signal).catch(String);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("Node's question for a name", () => {
  /** What a look-up hands to its caller. */
  function answer(addresses: string[], options: object): Promise<unknown[]> {
    return new Promise((resolve) => {
      lookupOf(addresses)("elsewhere.example", options, (...given) => resolve(given));
    });
  }
  const both: LookupAddress[] = [
    { address: "1.1.1.1", family: 4 },
    { address: "2606:4700::1111", family: 6 },
  ];
  const addresses = both.map(({ address }) => address);

  test("is answered with the checked addresses, whatever name it is about", async () => {
    expect(await answer(addresses, { all: true })).toEqual([null, both]);
    expect(await answer([], { all: true })).toEqual([null, []]);
  });

  test("for one address is answered with the first and its family", async () => {
    expect(await answer(addresses, {})).toEqual([null, "1.1.1.1", 4]);
    expect(await answer(addresses.toReversed(), { all: false })).toEqual([
      null,
      "2606:4700::1111",
      6,
    ]);
    expect(await answer([], {})).toEqual([null, []]);
  });
});

test("the system's own names resolve to all of their addresses, as texts", async () => {
  const addresses = await resolveBySystem("localhost");
  expect(addresses.length).toBeGreaterThan(0);
  expect(addresses.filter((address) => !["127.0.0.1", "::1"].includes(address))).toEqual([]);
});
