import { egressFailure } from "./egress-failure.ts";
import { judgeAddress, type AddressVerdict } from "./judge-address.ts";
import { parseAddress } from "./parse-address.ts";

export interface EgressPolicy {
  /** Whether receivers on this machine may be sent to, and then by plain http too. */
  allowLoopback: boolean;
  /**
   * Whether private addresses may be sent to, by plain http too: for URLs that who runs the gateway has written down, never
   * for those that clients give. Addresses of a network link and of a cloud's metadata stay refused.
   */
  allowPrivate?: boolean;
}

/** Where a request goes, as far as its URL alone tells. */
export interface Target {
  url: URL;
  /** Without the brackets of an IPv6 literal. */
  hostname: string;
  /** Set when the host is an address already and no name. */
  literal: string | null;
  /** Plain http: no address may be one of the public internet. */
  isPlain: boolean;
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
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const literal = parseAddress(hostname) === undefined ? null : hostname;
  const isPlain = url.protocol === "http:";
  const target = { url, hostname, literal, isPlain };
  // Where private addresses are allowed, what a name stands for decides.
  const mayBePlain =
    policy.allowPrivate === true || (policy.allowLoopback && isLoopbackHost(target));
  if (isPlain && !mayBePlain) {
    throw egressFailure(
      "insecure_url",
      policy.allowLoopback
        ? "Plain http is for receivers on this machine; use https for others."
        : "Only https URLs are taken.",
    );
  }
  if (literal !== null) checkAddress(literal, target, policy);
  else if (isLoopbackHost(target) && !policy.allowLoopback) throw refused(hostname, "a loopback");
  return target;
}

/** Throws `refused_address` unless the policy lets this target be reached at this address. */
export function checkAddress(address: string, target: Target, policy: EgressPolicy): void {
  const { reach, kind } = judge(address);
  const isAllowed = {
    loopback: policy.allowLoopback,
    private: policy.allowPrivate === true,
    public: !target.isPlain,
    refused: false,
  }[reach];
  if (isAllowed) return;
  if (reach === "public" && policy.allowPrivate === true)
    throw egressFailure(
      "insecure_url",
      "Plain http is for machines of one's own; use https for others.",
    );
  throw refused(target.hostname, /^(?:[aeiou]|IPv)/i.test(kind) ? `an ${kind}` : `a ${kind}`);
}

function judge(address: string): AddressVerdict {
  const bytes = parseAddress(address);
  return bytes === undefined ? { reach: "refused", kind: "malformed" } : judgeAddress(bytes);
}

function refused(hostname: string, kind: string): Error {
  return egressFailure(
    "refused_address",
    `${hostname} has ${kind} address; nothing is sent there.`,
  );
}

/** By its spelling alone: what a name resolves to is checked again when it is known. */
function isLoopbackHost({ hostname, literal }: Target): boolean {
  if (literal !== null) return judge(literal).reach === "loopback";
  return /^(?:.*\.)?localhost\.?$/i.test(hostname);
}
