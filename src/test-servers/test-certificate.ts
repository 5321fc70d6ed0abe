import { generateKeyPairSync, sign } from "node:crypto";

/** A certificate that vouches for itself, and its key, both as PEM. */
export interface TestCertificate {
  cert: string;
  key: string;
}

export interface CertificateOptions {
  /** The DNS names that it is for. */
  names: readonly string[];
  /** The whole days from now on which it begins and ends; from yesterday to tomorrow unless said otherwise. */
  days?: readonly [from: number, to: number];
}

const DAY_MS = 86_400_000;

// X.509 as of RFC 5280, in the few DER types that it takes.
const BOOLEAN = 0x01;
const INTEGER = 0x02;
const BIT_STRING = 0x03;
const OCTET_STRING = 0x04;
const UTF8_STRING = 0x0c;
const UTC_TIME = 0x17;
const SEQUENCE = 0x30;
const SET = 0x31;
const DNS_NAME = 0x82;

const COMMON_NAME = Buffer.from("0603550403", "hex");
const SUBJECT_ALT_NAME = Buffer.from("0603551d11", "hex");
const BASIC_CONSTRAINTS = Buffer.from("0603551d13", "hex");
const ECDSA_WITH_SHA256 = Buffer.from("06082a8648ce3d040302", "hex");

function der(tag: number, ...parts: readonly (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  if (length < 0x80) return Buffer.concat([Buffer.from([tag, length]), content]);
  return Buffer.concat([Buffer.from([tag, 0x82, length >> 8, length & 0xff]), content]);
}

function utcTime(moment: Date): Buffer {
  return der(UTC_TIME, `${moment.toISOString().replaceAll(/[-:T]/g, "").slice(2, 14)}Z`);
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** Makes a fresh certificate for a server of a test; who trusts it must be told to. */
export function createTestCertificate({
  names,
  days: [from, to] = [-1, 1],
}: CertificateOptions): TestCertificate {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const algorithm = der(SEQUENCE, ECDSA_WITH_SHA256);
  const name = der(
    SEQUENCE,
    der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8_STRING, names[0] ?? ""))),
  );
  const altNames = der(SEQUENCE, ...names.map((one) => der(DNS_NAME, one)));
  const extensions = der(
    SEQUENCE,
    der(SEQUENCE, SUBJECT_ALT_NAME, der(OCTET_STRING, altNames)),
    der(
      SEQUENCE,
      BASIC_CONSTRAINTS,
      der(OCTET_STRING, der(SEQUENCE, der(BOOLEAN, Buffer.from([0xff])))),
    ),
  );
  const signed = der(
    SEQUENCE,
    der(0xa0, der(INTEGER, Buffer.from([2]))),
    der(INTEGER, Buffer.from([1])),
    algorithm,
    name,
    der(
      SEQUENCE,
      utcTime(new Date(Date.now() + from * DAY_MS)),
      utcTime(new Date(Date.now() + to * DAY_MS)),
    ),
    name,
    publicKey.export({ type: "spki", format: "der" }),
    der(0xa3, extensions),
  );
  const signature = der(BIT_STRING, Buffer.from([0]), sign("sha256", signed, privateKey));
  return {
    cert: pem("CERTIFICATE", der(SEQUENCE, signed, algorithm, signature)),
    key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
  };
}
