import { lookup } from "node:dns/promises";
import { isIPv6, type LookupFunction } from "node:net";
import { egressFailure } from "./egress-failure.ts";
import { checkAddress, type EgressPolicy, type TargetHost } from "./target.ts";

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<string[]>;

/** As the operating system resolves names, its hosts file included. */
export async function resolveBySystem(hostname: string): Promise<string[]> {
  const found = await lookup(hostname, { all: true, verbatim: true });
  return found.map(({ address }) => address);
}

/** The checked addresses of a target: one that is not allowed among them refuses the whole name. */
export async function addressesOf(
  target: TargetHost,
  policy: EgressPolicy,
  resolve: Resolve,
  signal: AbortSignal | undefined,
): Promise<string[]> {
  if (target.literal !== null) return [target.literal]; // checked when it was read
  const addresses = await untilAborted(() => resolve(target.hostname), signal).catch(
    (error: unknown) => {
      if (signal?.aborted === true) throw error;
      throw egressFailure("dns", `${target.hostname} does not resolve.`, error);
    },
  );
  if (addresses.length === 0) throw egressFailure("dns", `${target.hostname} does not resolve.`);
  for (const address of addresses) checkAddress(address, target, policy);
  return addresses;
}

/** Answers every question with the addresses that were checked, in both shapes in which Node asks. */
export function lookupOf(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIPv6(address) ? 6 : 4 }));
  return (_hostname, options, callback) => {
    const [first] = all;
    if (options.all === true || first === undefined) callback(null, all);
    else callback(null, first.address, first.family);
  };
}

/**
 * A look-up cannot be called off, but it need not be waited for; and none begins that nobody waits for, as its failure would
 * then be nobody's and end the process.
 */
async function untilAborted<T>(
  begin: () => Promise<T>,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (signal === undefined) return await begin();
  signal.throwIfAborted();
  return await new Promise<T>((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason);
    signal.addEventListener("abort", giveUp);
    begin()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", giveUp));
  });
}
