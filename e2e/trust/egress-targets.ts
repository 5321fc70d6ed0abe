import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import type { DnsRecords } from "#test-servers/dns-server.ts";
import { FORBIDDEN_NAMES } from "#test-servers/forbidden-targets.ts";

/** Names that the operator has listed for the gateway: by their name servers they are this machine at first. */
export const LISTED = "*.listed.test";
/** What they turn into. */
export const TURNS = [
  "169.254.169.254",
  "169.254.170.2",
  "100.100.100.200",
  "168.63.129.16",
  "224.0.0.1",
  "0.0.0.0",
];

/** A server that is there for whoever gets through, and counts them. */
export async function openListener() {
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    socket.on("error", () => undefined).resume();
    socket.end("HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n");
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return {
    port,
    connections: () => connections,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

/** What the name server of the run says: the corpus, and the names that turn. */
export function zone(name: string, count: number): DnsRecords | undefined {
  const listed = /^turn-(\d+)\.listed\.test$/.exec(name);
  if (listed !== null)
    return { a: [count === 1 ? "127.0.0.1" : (TURNS[Number(listed[1])] ?? "0.0.0.0")] };
  const found = FORBIDDEN_NAMES.find(([one]) => one.toLowerCase().replace(/\.$/, "") === name);
  return found?.[1][Math.min(count, found[1].length) - 1];
}
