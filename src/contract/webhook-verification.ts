import { SIGNATURE_HEADER, STANDARD_HEADERS } from "./webhook-events.ts";
import { signHex, signStandardContent, standardContent } from "./webhook-signature.ts";

/** How far the timestamp of an attempt may lie from the receiver's clock, either way. */
export const TIMESTAMP_TOLERANCE_SECONDS = 300;

export const MISMATCH_REASONS = {
  missing_header: "A header that the scheme needs is not there.",
  malformed: "The signature is not of the scheme's form.",
  malformed_timestamp: "The timestamp is not a whole number of seconds.",
  unsupported_version: "No signature is of the version v1.",
  wrong_secret_or_body:
    "The secret is another one, or the body is not byte for byte what was signed.",
  timestamp_too_old: "The signature is right, but it was made too long ago: this may be a replay.",
  timestamp_too_new: "The signature is right, but it lies in the future: the clocks do not agree.",
} as const;

/** Why a signature does not hold. */
type MismatchReason = keyof typeof MISMATCH_REASONS;

/** One scheme's verdict on a delivery. */
export interface SchemeVerdict {
  valid: boolean;
  /** The signature that the secret gives for this body; null when a header that goes into it is missing. */
  expected: string | null;
  /** The header as it came. */
  received: string | null;
  /** The exact text whose bytes are signed; null when a header that goes into it is missing. */
  signed_content: string | null;
  reason: MismatchReason | null;
  /** The headers that are missing, by name. */
  missing: string[];
}

export interface VerificationInput {
  secret: string;
  /** In any casing. */
  headers: Readonly<Record<string, string>>;
  /** Exactly as it came. */
  body: string | Uint8Array;
  now: Date;
}

/** Verifies a delivery by both schemes and says of each what was signed, expected and received, and why it does not hold. */
export async function explainVerification(
  input: VerificationInput,
): Promise<{ hex: SchemeVerdict; standard: SchemeVerdict }> {
  const headers = new Map(
    Object.entries(input.headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
  const body = typeof input.body === "string" ? new TextEncoder().encode(input.body) : input.body;
  const [hex, standard] = await Promise.all([
    explainHex(input.secret, headers, body),
    explainStandard(input.secret, headers, body, input.now),
  ]);
  return { hex, standard };
}

type Headers = ReadonlyMap<string, string>;

async function explainHex(
  secret: string,
  headers: Headers,
  body: Uint8Array,
): Promise<SchemeVerdict> {
  const received = headers.get(SIGNATURE_HEADER.toLowerCase())?.trim() ?? null;
  const expected = await signHex(secret, body);
  const facts = { expected, received, signed_content: textOf(body) };
  if (received === null) return refused(facts, "missing_header", [SIGNATURE_HEADER]);
  if (!/^[0-9a-f]{64}$/i.test(received)) return refused(facts, "malformed");
  return received.toLowerCase() === expected
    ? accepted(facts)
    : refused(facts, "wrong_secret_or_body");
}

async function explainStandard(
  secret: string,
  headers: Headers,
  body: Uint8Array,
  now: Date,
): Promise<SchemeVerdict> {
  const id = headers.get(STANDARD_HEADERS.id);
  const timestamp = headers.get(STANDARD_HEADERS.timestamp)?.trim();
  const received = headers.get(STANDARD_HEADERS.signature) ?? null;
  const missing = Object.values(STANDARD_HEADERS).filter((name) => !headers.has(name));
  if (id === undefined || timestamp === undefined) {
    return refused({ expected: null, received, signed_content: null }, "missing_header", missing);
  }
  const content = standardContent(id, timestamp, body);
  const expected = await signStandardContent(secret, content);
  const facts = { expected, received, signed_content: textOf(content) };
  if (received === null) return refused(facts, "missing_header", missing);
  const reason = standardMismatch(received, expected) ?? timestampMismatch(timestamp, now);
  return reason === null ? accepted(facts) : refused(facts, reason);
}

/** During a rotation the header holds several signatures with spaces between; one that is right is enough. */
function standardMismatch(received: string, expected: string): MismatchReason | null {
  const signatures = received.split(" ").filter((part) => part !== "");
  const versioned = signatures.filter((part) => /^v\d+[a-z]*,\S+$/.test(part));
  if (versioned.length === 0 || versioned.length < signatures.length) return "malformed";
  const known = versioned.filter((part) => part.startsWith("v1,"));
  if (known.length === 0) return "unsupported_version";
  return known.includes(expected) ? null : "wrong_secret_or_body";
}

function timestampMismatch(timestamp: string, now: Date): MismatchReason | null {
  if (!/^\d{1,12}$/.test(timestamp)) return "malformed_timestamp";
  const ageSeconds = now.getTime() / 1_000 - Number(timestamp);
  if (ageSeconds > TIMESTAMP_TOLERANCE_SECONDS) return "timestamp_too_old";
  return ageSeconds < -TIMESTAMP_TOLERANCE_SECONDS ? "timestamp_too_new" : null;
}

type Facts = Pick<SchemeVerdict, "expected" | "received" | "signed_content">;

function accepted(facts: Facts): SchemeVerdict {
  return { valid: true, ...facts, reason: null, missing: [] };
}

function refused(facts: Facts, reason: MismatchReason, missing: string[] = []): SchemeVerdict {
  return { valid: false, ...facts, reason, missing };
}

function textOf(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
}
