/** Loaded into a gateway under test before its own code: no host name resolves, so that nothing leaves this machine. */
import dns from "node:dns";
import { syncBuiltinESMExports } from "node:module";

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);
const { lookup } = dns;
const { lookup: lookupLater } = dns.promises;

function unknownName(hostname) {
  const error = new Error(`getaddrinfo ENOTFOUND ${hostname}`);
  return Object.assign(error, {
    code: "ENOTFOUND",
    errno: -3008,
    syscall: "getaddrinfo",
    hostname,
  });
}

dns.lookup = (hostname, ...rest) => {
  if (LOOPBACK.has(hostname)) lookup(hostname, ...rest);
  else queueMicrotask(() => rest.at(-1)(unknownName(hostname)));
};
dns.promises.lookup = async (hostname, ...rest) => {
  if (LOOPBACK.has(hostname)) return lookupLater(hostname, ...rest);
  throw unknownName(hostname);
};
syncBuiltinESMExports();
