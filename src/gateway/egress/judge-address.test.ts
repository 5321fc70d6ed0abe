import { describe, expect, test } from "vitest";
import { judgeAddress } from "./judge-address.ts";
import { parseAddress } from "./parse-address.ts";

/** The kind of an address and its reach; null where there is none. */
type Verdict = string | null;

const PUBLIC = "public public";
const RESERVED = "reserved refused";
const PRIVATE = "private private";

/** First and last address of a block, what they are, and what their neighbours before and after it are. */
type Row = [first: string, last: string, verdict: Verdict, before: Verdict, after: Verdict];

/** https://www.iana.org/assignments/iana-ipv4-special-registry, multicast, and the metadata addresses of clouds. */
const IPV4: Row[] = [
  ["0.0.0.0", "0.255.255.255", "unspecified refused", null, PUBLIC],
  ["10.0.0.0", "10.255.255.255", PRIVATE, PUBLIC, PUBLIC],
  ["100.64.0.0", "100.127.255.255", "carrier-shared private", PUBLIC, PUBLIC],
  [
    "100.100.100.200",
    "100.100.100.200",
    "metadata refused",
    "carrier-shared private",
    "carrier-shared private",
  ],
  ["127.0.0.0", "127.255.255.255", "loopback loopback", PUBLIC, PUBLIC],
  ["168.63.129.16", "168.63.129.16", "metadata refused", PUBLIC, PUBLIC],
  ["169.254.0.0", "169.254.255.255", "link-local refused", PUBLIC, PUBLIC],
  ["172.16.0.0", "172.31.255.255", PRIVATE, PUBLIC, PUBLIC],
  ["192.0.0.0", "192.0.0.255", RESERVED, PUBLIC, PUBLIC],
  ["192.0.2.0", "192.0.2.255", "documentation refused", PUBLIC, PUBLIC],
  ["192.31.196.0", "192.31.196.255", RESERVED, PUBLIC, PUBLIC],
  ["192.52.193.0", "192.52.193.255", RESERVED, PUBLIC, PUBLIC],
  ["192.88.99.0", "192.88.99.255", "relay refused", PUBLIC, PUBLIC],
  ["192.168.0.0", "192.168.255.255", PRIVATE, PUBLIC, PUBLIC],
  ["192.175.48.0", "192.175.48.255", RESERVED, PUBLIC, PUBLIC],
  ["198.18.0.0", "198.19.255.255", "benchmarking refused", PUBLIC, PUBLIC],
  ["198.51.100.0", "198.51.100.255", "documentation refused", PUBLIC, PUBLIC],
  ["203.0.113.0", "203.0.113.255", "documentation refused", PUBLIC, PUBLIC],
  ["224.0.0.0", "239.255.255.255", "multicast refused", PUBLIC, RESERVED],
  ["240.0.0.0", "255.255.255.255", RESERVED, "multicast refused", null],
];

/** https://www.iana.org/assignments/iana-ipv6-special-registry, and what is outside of the one block that is handed out. */
const IPV6: Row[] = [
  ["::", "::", "unspecified refused", null, "loopback loopback"],
  ["::1", "::1", "loopback loopback", "unspecified refused", "IPv4-compatible refused"],
  ["::2", "::ffff:ffff", "IPv4-compatible refused", "loopback loopback", RESERVED],
  ["::ffff:0:0:0", "::ffff:0:ffff:ffff", "translated refused", RESERVED, RESERVED],
  [
    "64:ff9b:1::",
    "64:ff9b:1:ffff:ffff:ffff:ffff:ffff",
    "locally translated refused",
    RESERVED,
    RESERVED,
  ],
  ["100::", "100::ffff:ffff:ffff:ffff", "discard refused", RESERVED, RESERVED],
  ["2000::", "2000:ffff:ffff:ffff:ffff:ffff:ffff:ffff", PUBLIC, RESERVED, "Teredo tunnel refused"],
  ["2001::", "2001:0:ffff:ffff:ffff:ffff:ffff:ffff", "Teredo tunnel refused", PUBLIC, RESERVED],
  ["2001:1::", "2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff", RESERVED, "Teredo tunnel refused", PUBLIC],
  ["2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "documentation refused", PUBLIC, PUBLIC],
  ["2002::", "2002:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "6to4 tunnel refused", PUBLIC, PUBLIC],
  ["2620:4f:8000::", "2620:4f:8000:ffff:ffff:ffff:ffff:ffff", RESERVED, PUBLIC, PUBLIC],
  ["3fff::", "3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff", "documentation refused", PUBLIC, PUBLIC],
  [
    "3fff:1000::",
    "3fff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    PUBLIC,
    "documentation refused",
    RESERVED,
  ],
  ["fc00::", "fd00:ec2::253", PRIVATE, RESERVED, "metadata refused"],
  ["fd00:ec2::254", "fd00:ec2::254", "metadata refused", PRIVATE, PRIVATE],
  ["fd20:ce::254", "fd20:ce::254", "metadata refused", PRIVATE, PRIVATE],
  [
    "fd20:ce::255",
    "fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    PRIVATE,
    "metadata refused",
    RESERVED,
  ],
  [
    "fe80::",
    "febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "link-local refused",
    RESERVED,
    "site-local refused",
  ],
  [
    "fec0::",
    "feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "site-local refused",
    "link-local refused",
    "multicast refused",
  ],
  [
    "ff00::",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
    "multicast refused",
    "site-local refused",
    null,
  ],
];

/** IPv6 addresses that stand for an IPv4 one, around the edges of a block of the latter. */
const CARRIED: Row[] = [
  ["::ffff:0.0.0.0", "::ffff:0.255.255.255", "unspecified refused", RESERVED, PUBLIC],
  ["::ffff:10.0.0.0", "::ffff:10.255.255.255", PRIVATE, PUBLIC, PUBLIC],
  ["::ffff:127.0.0.0", "::ffff:127.255.255.255", "loopback loopback", PUBLIC, PUBLIC],
  ["::ffff:240.0.0.0", "::ffff:255.255.255.255", RESERVED, "multicast refused", RESERVED],
  [
    "64:ff9b::0.0.0.0",
    "64:ff9b::0.255.255.255",
    "translated unspecified refused",
    RESERVED,
    PUBLIC,
  ],
  ["64:ff9b::10.0.0.0", "64:ff9b::10.255.255.255", "translated private refused", PUBLIC, PUBLIC],
  ["64:ff9b::127.0.0.0", "64:ff9b::127.255.255.255", "translated loopback refused", PUBLIC, PUBLIC],
  [
    "64:ff9b::240.0.0.0",
    "64:ff9b::255.255.255.255",
    "translated reserved refused",
    "translated multicast refused",
    RESERVED,
  ],
  ["2a00::5efe:10.0.0.0", "2a00::5efe:10.255.255.255", "tunnelled private refused", PUBLIC, PUBLIC],
  [
    "2a00::200:5efe:127.0.0.0",
    "2a00::200:5efe:127.255.255.255",
    "tunnelled private refused",
    PUBLIC,
    PUBLIC,
  ],
];

const bytesOf = (address: string): Uint8Array => parseAddress(address) ?? new Uint8Array();

/** The address before or after; undefined beyond the first and the last there is. */
function neighbour(bytes: Uint8Array, step: 1 | -1): Uint8Array | undefined {
  const next = Uint8Array.from(bytes);
  for (let at = next.length - 1; at >= 0; at -= 1) {
    next[at] = (next[at] ?? 0) + step;
    if (next[at] !== (step === 1 ? 0 : 255)) return next;
  }
  return undefined;
}

function verdictOn(bytes: Uint8Array | undefined): Verdict {
  if (bytes === undefined) return null;
  const { kind, reach } = judgeAddress(bytes);
  return `${kind} ${reach}`;
}

describe("a block of addresses", () => {
  test.each([...IPV4, ...IPV6, ...CARRIED])(
    "from %s to %s is %s, with %s before and %s after it",
    (first, last, verdict, before, after) => {
      const found = [
        neighbour(bytesOf(first), -1),
        bytesOf(first),
        bytesOf(last),
        neighbour(bytesOf(last), 1),
      ].map(verdictOn);
      expect(found).toEqual([before, verdict, verdict, after]);
    },
  );
});

test.each([
  "2a00::1:5efe:10.0.0.1",
  "2a00::100:5efe:10.0.0.1",
  "2a00::5eff:10.0.0.1",
  "2a00::5ffe:10.0.0.1",
])("%s only looks like a tunnel's end: it is public", (address) => {
  expect(verdictOn(bytesOf(address))).toBe(PUBLIC);
});

test("what has neither 4 nor 16 bytes is refused", () => {
  for (const length of [0, 3, 5, 15, 17])
    expect(verdictOn(new Uint8Array(length))).toBe("malformed refused");
});
