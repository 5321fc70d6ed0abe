import { Resolver } from "node:dns/promises";
import { resolveBySystem, type Resolve } from "./resolve-target.ts";
import { LOOPBACK_NAME } from "./target.ts";

const TIMEOUT_MS = 2_000;
const TRIES = 2;

/** Whether these are addresses of name servers, each with a port or without: `192.0.2.1`, `192.0.2.1:53`, `[2001:db8::1]:53`. */
export function areNameServers(servers: readonly string[]): boolean {
  try {
    new Resolver().setServers(servers);
    return true;
  } catch {
    return false;
  }
}

/** How the hosts of clients' URLs are resolved: by these name servers where there are any, else as the system does. */
export function clientNames(servers: readonly string[]): Resolve {
  return servers.length === 0 ? resolveBySystem : resolveByServers(servers);
}

/**
 * Resolves by these name servers alone: no hosts file, no search domains, so that names which only the operator's own network
 * knows lead nowhere. A name is resolved where one of its two kinds of address is found.
 */
function resolveByServers(servers: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: TIMEOUT_MS, tries: TRIES });
  resolver.setServers(servers);
  return async (hostname) => {
    if (LOOPBACK_NAME.test(hostname)) return ["127.0.0.1", "::1"];
    const found = await Promise.allSettled([
      resolver.resolve4(hostname),
      resolver.resolve6(hostname),
    ]);
    const addresses = found.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
    const [failure] = found.filter((one) => one.status === "rejected");
    if (addresses.length === 0 && failure !== undefined) throw failure.reason;
    return addresses;
  };
}
