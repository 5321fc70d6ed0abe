import { allowsAddress, allowsName, type AllowedTargets } from "./allowed-targets.ts";
import { egressFailure } from "./egress-failure.ts";
import { judgeAddress, type AddressVerdict } from "./judge-address.ts";
import { parseAddress } from "./parse-address.ts";

/** RFC 6761: such a name is this machine, whatever a name server says. */
export const LOOPBACK_NAME = /^(?:.*\.)?localhost\.?$/i;

export interface EgressPolicy {
  /** Whether receivers on this machine may be sent to, and then by plain http too. */
  allowLoopback: boolean;
  /**
   * Whether private addresses may be sent to, by plain http too: for URLs that who runs the gateway has written down, never
   * for those that clients give. Addresses of a network link and of a cloud's metadata stay refused.
   */
  allowPrivate?: boolean;
  /** What the operator has listed beside that, by plain http too. */
  allowed?: AllowedTargets;
}

/** A host to be reached, as far as its text alone tells. */
export interface TargetHost {
  /** Without the brackets of an IPv6 literal. */
  hostname: string;
  /** Set when the host is an address already and no name. */
  literal: string | null;
  /** Plain http: no address may be one of the public internet. */
  isPlain: boolean;
}

/** Where a request goes, as far as its URL alone tells. */
export interface Target extends TargetHost {
  url: URL;
}

/** The host of a connection of which the server's own protocol says how safe it is. */
export function targetHost(host: string): TargetHost {
  const hostname = host.replace(/^\[(.*)\]$/, "$1");
  const literal = parseAddress(hostname) === undefined ? null : hostname;
  return { hostname, literal, isPlain: false };
}

/** Reads a URL by the policy, without asking the network; throws `EgressFailure` for one that nothing is sent to. */
export function parseTarget(text: string | URL, policy: EgressPolicy): Target {
  if (!URL.canParse(String(text))) throw egressFailure("invalid_request", "This is not a URL.");
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    throw egressFailure("insecure_url", "Only https URLs are taken.");
  }
  if (url.username !== "" || url.password !== "") {
    throw egressFailure("invalid_request", "A URL must not carry a user name or password.");
  }
  const isPlain = url.protocol === "http:";
  const target = { ...targetHost(url.hostname), url, isPlain };
  const { hostname, literal } = target;
  // Where private addresses are allowed, what a name stands for decides.
  const mayBePlain =
    policy.allowPrivate === true ||
    (policy.allowLoopback && isLoopbackHost(target)) ||
    isListed(target, policy);
  if (isPlain && !mayBePlain) {
    throw egressFailure(
      "insecure_url",
      policy.allowLoopback
        ? "Plain http is for receivers on this machine; use https for others."
        : "Only https URLs are taken.",
    );
  }
  if (literal !== null) checkAddress(literal, target, policy);
  else if (isLoopbackHost(target) && !policy.allowLoopback && !isListed(target, policy))
    throw refused(hostname, "a loopback");
  return target;
}

/** Throws `refused_address` unless the policy lets this target be reached at this address. */
export function checkAddress(address: string, target: TargetHost, policy: EgressPolicy): void {
  const bytes = parseAddress(address);
  const { reach, kind } = judge(bytes);
  const { allowed } = policy;
  if (bytes !== undefined && allowed !== undefined && allowsAddress(allowed, bytes)) return;
  // Who lists a name trusts whoever says what it stands for, within one's own network.
  const isNameListed = allowed !== undefined && allowsName(allowed, target.hostname);
  const isAllowed = {
    loopback: policy.allowLoopback || isNameListed,
    private: policy.allowPrivate === true || isNameListed,
    public: !target.isPlain,
    refused: false,
  }[reach];
  if (isAllowed) return;
  if (reach === "public" && (policy.allowPrivate === true || isNameListed))
    throw egressFailure(
      "insecure_url",
      "Plain http is for machines of one's own; use https for others.",
    );
  throw refused(target.hostname, /^(?:[aeiou]|IPv)/i.test(kind) ? `an ${kind}` : `a ${kind}`);
}

function judge(bytes: Uint8Array | undefined): AddressVerdict {
  return bytes === undefined ? { reach: "refused", kind: "malformed" } : judgeAddress(bytes);
}

/** By what its URL says alone; a name that only leads to a listed address shows when it is resolved. */
function isListed({ hostname, literal }: TargetHost, { allowed }: EgressPolicy): boolean {
  if (allowed === undefined) return false;
  const bytes = literal === null ? undefined : parseAddress(literal);
  return bytes === undefined ? allowsName(allowed, hostname) : allowsAddress(allowed, bytes);
}

function refused(hostname: string, kind: string): Error {
  return egressFailure(
    "refused_address",
    `${hostname} has ${kind} address; nothing is sent there.`,
  );
}

/** By its spelling alone: what a name resolves to is checked again when it is known. */
function isLoopbackHost({ hostname, literal }: TargetHost): boolean {
  if (literal !== null) return judge(parseAddress(literal)).reach === "loopback";
  return LOOPBACK_NAME.test(hostname);
}
