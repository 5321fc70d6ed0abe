import { DnsServer } from "#test-servers/dns-server.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { areNameServers, clientNames } from "./name-servers.ts";
import { resolveBySystem } from "./resolve-target.ts";

describe("name servers", () => {
  test.each([
    [["192.0.2.1"]],
    [["192.0.2.1:53"]],
    [["2001:db8::1"]],
    [["[2001:db8::1]:53"]],
    [["192.0.2.1", "192.0.2.2:5353"]],
  ])("%j can be asked", (servers) => {
    expect(areNameServers(servers)).toBe(true);
  });

  test.each([[["dns.example"]], [["192.0.2"]], [["192.0.2.1", ""]]])("%j cannot", (servers) => {
    expect(areNameServers(servers)).toBe(false);
  });
});

describe("the names of clients", () => {
  let dns: DnsServer;
  beforeAll(async () => {
    dns = await DnsServer.start((name) => {
      if (name === "both.test") return { a: ["192.0.2.1"], aaaa: ["2001:db8::1"] };
      if (name === "new.test") return { aaaa: ["2001:db8::1"] };
      return name === "old.test" ? { a: ["192.0.2.1", "192.0.2.2"] } : undefined;
    });
  });
  afterAll(() => dns.close());

  test("are resolved as the system does where no servers are named", () => {
    expect(clientNames([])).toBe(resolveBySystem);
  });

  test("have the addresses of both kinds, or of the one there is", async () => {
    const resolve = clientNames([dns.address]);
    expect(await resolve("both.test")).toEqual(["192.0.2.1", "2001:db8::1"]);
    expect(await resolve("new.test")).toEqual(["2001:db8::1"]);
    expect(await resolve("old.test")).toEqual(["192.0.2.1", "192.0.2.2"]);
  });

  test("that nobody knows fail by the resolver's own code", async () => {
    await expect(clientNames([dns.address])("unknown.test")).rejects.toMatchObject({
      code: "ENOTFOUND",
    });
  });

  test("of this machine are known without a server", async () => {
    expect(await clientNames([dns.address])("app.localhost")).toEqual(["127.0.0.1", "::1"]);
    expect(dns.asked("app.localhost")).toBe(0);
  });
});
