import { isWithin, parseBlock, type AddressBlock } from "./address-block.ts";

/** `public`: may be sent to. `loopback`, `private`: only where that is allowed. `refused`: never. */
type AddressReach = "public" | "loopback" | "private" | "refused";

export interface AddressVerdict {
  reach: AddressReach;
  /** What kind of address it is, to be read in "a … address". */
  kind: string;
}

interface Block extends AddressBlock {
  verdict: AddressVerdict;
}

function block(cidr: string, kind: string, reach: AddressReach = "refused"): Block {
  const addresses = parseBlock(cidr);
  if (addresses === undefined) throw new TypeError(`Not an address block: ${cidr}`);
  return { ...addresses, verdict: { reach, kind } };
}

/** IANA's special-purpose IPv4 blocks, and addresses that clouds answer on from inside; the first match counts, the rest is public. */
const IPV4_BLOCKS = [
  block("0.0.0.0/8", "unspecified"),
  block("10.0.0.0/8", "private", "private"),
  // Alibaba Cloud's instance metadata stands in the midst of the block after it.
  block("100.100.100.200/32", "metadata"),
  block("100.64.0.0/10", "carrier-shared", "private"),
  block("127.0.0.0/8", "loopback", "loopback"),
  block("168.63.129.16/32", "metadata"),
  block("169.254.0.0/16", "link-local"),
  block("172.16.0.0/12", "private", "private"),
  block("192.0.0.0/24", "reserved"),
  block("192.0.2.0/24", "documentation"),
  block("192.31.196.0/24", "reserved"),
  block("192.52.193.0/24", "reserved"),
  block("192.88.99.0/24", "relay"),
  block("192.168.0.0/16", "private", "private"),
  block("192.175.48.0/24", "reserved"),
  block("198.18.0.0/15", "benchmarking"),
  block("198.51.100.0/24", "documentation"),
  block("203.0.113.0/24", "documentation"),
  block("224.0.0.0/4", "multicast"),
  block("240.0.0.0/4", "reserved"),
];

/** Of IPv6 only 2000::/3 is handed out, so all outside it is refused; these blocks within it are no places either. */
const IPV6_BLOCKS = [
  block("2001::/32", "Teredo tunnel"),
  block("2001::/23", "reserved"),
  block("2001:db8::/32", "documentation"),
  block("2002::/16", "6to4 tunnel"),
  block("2620:4f:8000::/48", "reserved"),
  block("3fff::/20", "documentation"),
];

/** IPv6 addresses at which the network stack, or a translator, reaches the IPv4 address in their last four bytes. */
const MAPPED = block("::ffff:0:0/96", "mapped");
const NAT64 = block("64:ff9b::/96", "translated");

/** Names for what is refused anyway for lying outside 2000::/3, and what of it is private; the first match counts. */
const NAMED_BLOCKS = [
  // The instance metadata of AWS and of Google Cloud stands in the private block.
  block("fd00:ec2::254/128", "metadata"),
  block("fd20:ce::254/128", "metadata"),
  block("::/128", "unspecified"),
  block("::/96", "IPv4-compatible"),
  block("::ffff:0:0:0/96", "translated"),
  block("64:ff9b:1::/48", "locally translated"),
  block("100::/64", "discard"),
  block("fc00::/7", "private", "private"),
  block("fe80::/10", "link-local"),
  block("fec0::/10", "site-local"),
  block("ff00::/8", "multicast"),
];

const LOOPBACK_IPV6 = block("::1/128", "loopback", "loopback");
const GLOBAL_UNICAST = block("2000::/3", "public", "public");
const ISATAP_MARKS = [
  [0x00, 0x00, 0x5e, 0xfe],
  [0x02, 0x00, 0x5e, 0xfe],
];

/** The IPv4 address at which the network stack reaches an IPv6 one that only maps it; any other address as it is. */
export function unmapped(bytes: Uint8Array): Uint8Array {
  return isWithin(bytes, MAPPED) ? bytes.subarray(12) : bytes;
}

/** What kind of address these 4 or 16 bytes are, seen through every form in which IPv6 carries an IPv4 address. */
export function judgeAddress(bytes: Uint8Array): AddressVerdict {
  if (bytes.length === 4) return judgeIpv4(bytes);
  if (bytes.length === 16) return judgeIpv6(bytes);
  return { reach: "refused", kind: "malformed" };
}

function judgeIpv4(bytes: Uint8Array): AddressVerdict {
  return (
    IPV4_BLOCKS.find((one) => isWithin(bytes, one))?.verdict ?? { reach: "public", kind: "public" }
  );
}

function judgeIpv6(bytes: Uint8Array): AddressVerdict {
  if (isWithin(bytes, LOOPBACK_IPV6)) return LOOPBACK_IPV6.verdict;
  if (isWithin(bytes, MAPPED)) return judgeIpv4(bytes.subarray(12));
  if (isWithin(bytes, NAT64)) {
    // A translator that reaches the host's own loopback is another host's, so nothing but public passes.
    const inner = judgeIpv4(bytes.subarray(12));
    return inner.reach === "public"
      ? inner
      : { reach: "refused", kind: `translated ${inner.kind}` };
  }
  if (!isWithin(bytes, GLOBAL_UNICAST)) {
    return (
      NAMED_BLOCKS.find((one) => isWithin(bytes, one))?.verdict ?? {
        reach: "refused",
        kind: "reserved",
      }
    );
  }
  const special = IPV6_BLOCKS.find((one) => isWithin(bytes, one));
  if (special !== undefined) return special.verdict;
  return judgeIsatap(bytes) ?? GLOBAL_UNICAST.verdict;
}

/** ISATAP tunnels to the IPv4 address at the end, whatever prefix stands in front. */
function judgeIsatap(bytes: Uint8Array): AddressVerdict | undefined {
  const isMarked = ISATAP_MARKS.some((mark) => mark.every((byte, at) => bytes[8 + at] === byte));
  if (!isMarked || judgeIpv4(bytes.subarray(12)).reach === "public") return undefined;
  return { reach: "refused", kind: "tunnelled private" };
}
