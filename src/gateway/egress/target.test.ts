import { describe, expect, test } from "vitest";
import { EgressFailure } from "./egress-failure.ts";
import { readAllowedTargets } from "./allowed-targets.ts";
import {
  checkAddress,
  LOOPBACK_NAME,
  parseTarget,
  targetHost,
  type EgressPolicy,
} from "./target.ts";

function verdictOn(url: string, allowLoopback: boolean): string {
  try {
    parseTarget(url, { allowLoopback });
    return "taken";
  } catch (error) {
    if (error instanceof EgressFailure) return error.code;
    throw error;
  }
}

/** Host as it may be spelled in a URL → what it is. */
const REFUSED_HOSTS: [string, string][] = [
  ["0.0.0.0", "unspecified"],
  ["0", "unspecified"],
  ["0.1.2.3", "this network"],
  ["10.0.0.1", "private"],
  ["10.1", "private, short"],
  ["012.0.0.1", "private, octal"],
  ["0xa.0.0.1", "private, hexadecimal"],
  ["167772161", "private, one number"],
  ["１０.０.０.１", "private, full-width digits"],
  ["10。0。0。1", "private, ideographic stops"],
  ["10.0.0.1.", "private, with a last dot"],
  ["172.16.0.1", "private"],
  ["172.31.255.255", "private"],
  ["192.168.1.1", "private"],
  ["3232235777", "private, one number"],
  ["0xc0a80101", "private, hexadecimal"],
  ["100.64.0.1", "carrier-shared"],
  ["100.127.255.254", "carrier-shared"],
  ["100.100.100.200", "metadata"],
  ["169.254.169.254", "metadata"],
  ["2852039166", "metadata, one number"],
  ["0xa9fea9fe", "metadata, hexadecimal"],
  ["0251.0376.0251.0376", "metadata, octal"],
  ["169.254.43518", "metadata, short"],
  ["168.63.129.16", "metadata"],
  ["192.0.0.192", "metadata"],
  ["192.0.2.1", "documentation"],
  ["198.51.100.7", "documentation"],
  ["203.0.113.9", "documentation"],
  ["198.18.0.1", "benchmarking"],
  ["198.19.255.255", "benchmarking"],
  ["192.88.99.1", "6to4 relay"],
  ["224.0.0.1", "multicast"],
  ["239.255.255.250", "multicast"],
  ["240.0.0.1", "reserved"],
  ["255.255.255.255", "broadcast"],
  ["[::]", "unspecified"],
  ["[::ffff:10.0.0.1]", "mapped private"],
  ["[::FFFF:A00:1]", "mapped private, hexadecimal"],
  ["[0:0:0:0:0:ffff:169.254.169.254]", "mapped metadata"],
  ["[::ffff:0.0.0.0]", "mapped unspecified"],
  ["[::10.0.0.1]", "compatible private"],
  ["[::8.8.8.8]", "compatible public"],
  ["[::127.0.0.1]", "compatible loopback"],
  ["[::ffff:0:127.0.0.1]", "translated"],
  ["[64:ff9b::10.0.0.1]", "NAT64 private"],
  ["[64:ff9b::127.0.0.1]", "NAT64 loopback"],
  ["[64:ff9b::a9fe:a9fe]", "NAT64 metadata"],
  ["[64:ff9b:1::8.8.8.8]", "local NAT64"],
  ["[2002:a00:1::]", "6to4 private"],
  ["[2002:7f00:1::1]", "6to4 loopback"],
  ["[2002:808:808::1]", "6to4 public"],
  ["[2001:0:4136:e378:8000:63bf:3fff:fdd2]", "Teredo"],
  ["[2001:db8::1]", "documentation"],
  ["[3fff::1]", "documentation"],
  ["[2001:2::1]", "benchmarking"],
  ["[2001:10::1]", "identifiers"],
  ["[2001:20::1]", "identifiers"],
  ["[100::1]", "discard"],
  ["[fc00::1]", "private"],
  ["[fd00:ec2::254]", "metadata"],
  ["[fe80::1]", "link-local"],
  ["[febf::1]", "link-local"],
  ["[fec0::1]", "site-local"],
  ["[ff02::1]", "multicast"],
  ["[5f00::1]", "segment routing"],
  ["[4000::1]", "not handed out"],
  ["[2a00:1450:4001:82a:0:5efe:a00:1]", "ISATAP private"],
  ["[2a00:1450:4001:82a:200:5efe:127.0.0.1]", "ISATAP loopback"],
];

const LOOPBACK_HOSTS = [
  "127.0.0.1",
  "127.1",
  "127.255.255.254",
  "2130706433",
  "0x7f000001",
  "0x7f.1",
  "017700000001",
  "0177.0.0.01",
  "１２７.０.０.１",
  "127。0。0。1",
  "127.0.0.1.",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[0000::0001]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "localhost",
  "localhost.",
  "LOCALHOST",
  "ⓛocalhost",
  "app.localhost",
];

const PUBLIC_HOSTS = [
  "8.8.8.8",
  "1.1.1.1",
  "100.63.255.255",
  "100.128.0.1",
  "172.15.255.255",
  "172.32.0.1",
  "169.253.255.255",
  "198.17.255.255",
  "223.255.255.255",
  "[2606:4700:4700::1111]",
  "[2a00:1450:4001:82a::200e]",
  "[::ffff:8.8.8.8]",
  "[64:ff9b::8.8.8.8]",
  "your-endpoint.example.com",
  "localhost.example.com",
];

describe("a host in a URL", () => {
  test.each(REFUSED_HOSTS)("%s (%s) is refused, loopback allowed or not", (host) => {
    expect(verdictOn(`https://${host}/hook`, false)).toBe("refused_address");
    expect(verdictOn(`https://${host}/hook`, true)).toBe("refused_address");
    expect(verdictOn(`http://${host}/hook`, true)).toBe("insecure_url");
  });

  test.each(LOOPBACK_HOSTS)(
    "%s is loopback: taken where that is allowed, refused elsewhere",
    (host) => {
      expect(verdictOn(`https://${host}/hook`, false)).toBe("refused_address");
      expect(verdictOn(`http://${host}/hook`, false)).toBe("insecure_url");
      expect(verdictOn(`https://${host}/hook`, true)).toBe("taken");
      expect(verdictOn(`http://${host}:8080/hook`, true)).toBe("taken");
    },
  );

  test.each(PUBLIC_HOSTS)("%s is taken by https and never by http", (host) => {
    expect(verdictOn(`https://${host}/hook`, false)).toBe("taken");
    expect(verdictOn(`http://${host}/hook`, true)).toBe("insecure_url");
  });

  test.each([
    ["ftp://example.com/", "insecure_url"],
    ["file:///etc/passwd", "insecure_url"],
    ["gopher://example.com/", "insecure_url"],
    ["javascript:alert(1)", "insecure_url"],
    ["https://user@example.com/", "invalid_request"],
    ["https://user:password@example.com/", "invalid_request"],
    ["https://8.8.8.8@10.0.0.1/", "invalid_request"],
    ["https://", "invalid_request"],
    ["not a url", "invalid_request"],
    ["https://256.256.256.256/", "invalid_request"],
  ])("%s is %s", (url, code) => {
    expect(verdictOn(url, true)).toBe(code);
  });
});

describe("where private addresses are allowed", () => {
  const policy = { allowLoopback: true, allowPrivate: true };
  const verdictOf = (url: string): string => {
    try {
      parseTarget(url, policy);
      return "taken";
    } catch (error) {
      if (error instanceof EgressFailure) return error.code;
      throw error;
    }
  };

  test.each([
    "http://127.0.0.1:11434/v1",
    "http://localhost:11434/v1",
    "http://10.0.0.1/v1",
    "https://192.168.1.20:8000/v1",
    "http://172.16.3.4/v1",
    "http://100.101.102.103/v1",
    "http://[fd12:3456::1]/v1",
    "http://[::ffff:10.0.0.1]/v1",
    // What the name stands for is checked when it is known.
    "http://ollama:11434/v1",
    "https://api.openai.com/v1",
    "https://8.8.8.8/v1",
  ])("%s is taken", (url) => {
    expect(verdictOf(url)).toBe("taken");
  });

  test.each([
    "http://169.254.169.254/v1",
    "https://100.100.100.200/v1",
    "https://168.63.129.16/v1",
    "https://192.0.0.192/v1",
    "http://[fd00:ec2::254]/v1",
    "http://[fd20:ce::254]/v1",
    "http://[fe80::1]/v1",
    "http://[64:ff9b::10.0.0.1]/v1",
    "http://0.0.0.0:11434/v1",
    "https://224.0.0.1/v1",
  ])("%s is refused all the same", (url) => {
    expect(verdictOf(url)).toBe("refused_address");
  });

  test("a key does not go over plain http to the public internet", () => {
    expect(verdictOf("http://8.8.8.8/v1")).toBe("insecure_url");
  });
});

describe("the host of a connection", () => {
  test.each([
    ["hook.example", "hook.example", null],
    ["10.0.0.1", "10.0.0.1", "10.0.0.1"],
    ["::1", "::1", "::1"],
    ["[::1]", "::1", "::1"],
    ["[a]", "a", null],
    ["a[::1]", "a[::1]", null],
    ["[::1]a", "[::1]a", null],
  ])("%s is %s, and as an address %s", (host, hostname, literal) => {
    expect(targetHost(host)).toEqual({ hostname, literal, isPlain: false });
  });

  test.each(["localhost", "localhost.", "LocalHost", "app.localhost", "a.b.localhost."])(
    "%s is this machine by its name",
    (name) => {
      expect(name).toMatch(LOOPBACK_NAME);
    },
  );

  test.each(["localhost..", "localhost.example", "localhosts", "my-localhost", "localhost:80"])(
    "%s is another",
    (name) => {
      expect(name).not.toMatch(LOOPBACK_NAME);
    },
  );
});

describe("what is said of a target that is not taken", () => {
  function refusal(url: string, policy: EgressPolicy, address?: string): string {
    try {
      const target = parseTarget(url, policy);
      if (address !== undefined) checkAddress(address, target, policy);
      return "taken";
    } catch (error) {
      return error instanceof EgressFailure ? `${error.code}: ${error.message}` : String(error);
    }
  }
  const HOSTED = { allowLoopback: false };
  const LOCAL = { allowLoopback: true };
  const OWN = { allowLoopback: true, allowPrivate: true };
  const named = readAllowedTargets(["hook.internal"]);
  const LISTED = { ...HOSTED, ...(named && { allowed: named }) };
  const ONLY_HTTPS = "insecure_url: Only https URLs are taken.";

  test.each<[string, EgressPolicy, string | undefined, string]>([
    ["not a url", HOSTED, undefined, "invalid_request: This is not a URL."],
    ["ftp://hook.example/", LOCAL, undefined, ONLY_HTTPS],
    ["http://hook.example/", HOSTED, undefined, ONLY_HTTPS],
    ["http://hook.example/", LISTED, undefined, ONLY_HTTPS],
    [
      "http://hook.example/",
      LOCAL,
      undefined,
      "insecure_url: Plain http is for receivers on this machine; use https for others.",
    ],
    [
      "http://hook.example/",
      OWN,
      "8.8.8.8",
      "insecure_url: Plain http is for machines of one's own; use https for others.",
    ],
    [
      "http://hook.internal/",
      LISTED,
      "8.8.8.8",
      "insecure_url: Plain http is for machines of one's own; use https for others.",
    ],
    [
      "https://user@hook.example/",
      HOSTED,
      undefined,
      "invalid_request: A URL must not carry a user name or password.",
    ],
    [
      "https://:word@hook.example/",
      HOSTED,
      undefined,
      "invalid_request: A URL must not carry a user name or password.",
    ],
    [
      "https://app.localhost/",
      HOSTED,
      undefined,
      "refused_address: app.localhost has a loopback address; nothing is sent there.",
    ],
    [
      "https://[::1]/",
      HOSTED,
      undefined,
      "refused_address: ::1 has a loopback address; nothing is sent there.",
    ],
    [
      "https://hook.example/",
      HOSTED,
      "10.0.0.1",
      "refused_address: hook.example has a private address; nothing is sent there.",
    ],
    [
      "https://hook.example/",
      HOSTED,
      "0.0.0.0",
      "refused_address: hook.example has an unspecified address; nothing is sent there.",
    ],
    [
      "https://hook.example/",
      HOSTED,
      "::10.0.0.1",
      "refused_address: hook.example has an IPv4-compatible address; nothing is sent there.",
    ],
    [
      "https://hook.example/",
      HOSTED,
      "nowhere",
      "refused_address: hook.example has a malformed address; nothing is sent there.",
    ],
    [
      "http://localhost/",
      LOCAL,
      "8.8.8.8",
      "refused_address: localhost has a public address; nothing is sent there.",
    ],
    ["https://hook.example/", OWN, "10.0.0.1", "taken"],
    ["http://hook.internal/", LISTED, "10.0.0.1", "taken"],
    ["https://hook.example/", HOSTED, "8.8.8.8", "taken"],
  ])("%s by %j, found at %s: %s", (url, policy, address, said) => {
    expect(refusal(url, policy, address)).toBe(said);
  });
});
