import { once } from "node:events";
import { Socket, type LookupFunction } from "node:net";
import { callbackify } from "node:util";
import { egressFailure } from "./egress-failure.ts";
import { addressesOf, lookupOf, resolveBySystem, type Resolve } from "./resolve-target.ts";
import { checkAddress, targetHost, type EgressPolicy } from "./target.ts";

/**
 * The egress's check for clients that speak a protocol of their own to a server which the operator has named: a database, a
 * mail server, a bucket, a collector. Their connections go to checked addresses and no others.
 */
export interface CheckedDial {
  /** In the place of Node's own look-up: gives the checked addresses of a name, or fails with `refused_address`. */
  lookup: LookupFunction;
  /** Throws `refused_address` for a host that is such an address itself; Node asks no look-up about one. */
  checkHost(host: string): void;
  /** A socket whose `connect(port, host)` is checked; one that is refused is destroyed with the failure. */
  createSocket(): Socket;
  /** A connected socket; what Node throws stays as it is, so that a client's own words for it hold. */
  connect(host: string, port: number, timeoutMs: number): Promise<Socket>;
}

/** What an operator writes down may be private or on this machine; links' own addresses and clouds' metadata may not. */
const OPERATOR_POLICY: EgressPolicy = { allowLoopback: true, allowPrivate: true };

/** Makes the dial for what the operator has named; `allowed` is what is taken besides. */
export function createOperatorDial(
  listed: Pick<EgressPolicy, "allowed"> = {},
  resolve: Resolve = resolveBySystem,
): CheckedDial {
  const policy = { ...OPERATOR_POLICY, ...listed };

  const find = callbackify((hostname: string) =>
    addressesOf(targetHost(hostname), policy, resolve, undefined),
  );
  const lookup: LookupFunction = (hostname, options, callback) => {
    find(hostname, (error: Error | null, addresses) => {
      if (error === null) lookupOf(addresses)(hostname, options, callback);
      else callback(lookupError(error), []);
    });
  };
  function checkHost(host: string): void {
    const target = targetHost(host);
    if (target.literal !== null) checkAddress(target.literal, target, policy);
  }
  const createSocket = (): Socket => checkedSocket({ lookup, checkHost });

  async function connect(host: string, port: number, timeoutMs: number): Promise<Socket> {
    const socket = createSocket();
    socket.setTimeout(timeoutMs, () => socket.destroy(egressFailure("timeout")));
    await once(socket.connect(port, host), "connect");
    return socket.setTimeout(0).removeAllListeners("timeout");
  }
  return { lookup, checkHost, createSocket, connect };
}

/** The resolver's own error where there is one: clients tell by its code that a name is unknown. */
function lookupError(error: Error): Error {
  return error.cause instanceof Error ? error.cause : error;
}

function checkedSocket({ lookup, checkHost }: Pick<CheckedDial, "lookup" | "checkHost">): Socket {
  const socket = new Socket();
  const connect = socket.connect.bind(socket);
  const checked = (port: number | string, host?: string): Socket => {
    // A path is a socket of this machine's file system.
    if (typeof port === "string" || host === undefined) return connect(String(port));
    try {
      checkHost(host);
    } catch (error) {
      return socket.destroy(error as Error); // it throws failures alone
    }
    return connect({ port, host, lookup });
  };
  // Of all the shapes of `connect` those two are what clients call.
  socket.connect = checked as Socket["connect"];
  return socket;
}
