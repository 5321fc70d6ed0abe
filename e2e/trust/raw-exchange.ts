import { connect } from "node:net";
import { ErrorEnvelope } from "#contract/error-envelope.ts";

/** What came over a connection of its own until it was closed or nothing more came. */
export interface RawAnswer {
  /** Null where the connection ended without an answer. */
  status: number | null;
  head: string;
  body: string;
}

const ANSWERED_WITHIN_MS = 10_000;

/**
 * Sends bytes as they are, and with `isLast` closes its side after them, and reads one answer; never throws, since ending the
 * connection is an answer too.
 */
export function exchangeBytes(
  url: string,
  bytes: Uint8Array | string,
  isLast = false,
): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve) => {
    let received = Buffer.alloc(0);
    const socket = connect(Number(port), hostname);
    const end = (): void => {
      socket.destroy();
      resolve(readAnswer(received));
    };
    const timer = setTimeout(end, ANSWERED_WITHIN_MS);
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      if (isWhole(received)) end();
    });
    socket.on("error", () => undefined); // a reset is an end as well
    socket.on("close", () => {
      clearTimeout(timer);
      end();
    });
    if (isLast) socket.end(bytes);
    else socket.write(bytes);
  });
}

/** Whether an answer of a declared length has come to its end; others end with the connection. */
function isWhole(received: Buffer): boolean {
  const headEnd = received.indexOf("\r\n\r\n");
  if (headEnd < 0) return false;
  const head = received.subarray(0, headEnd).toString("latin1");
  const length = /^content-length: (\d+)/im.exec(head)?.[1];
  if (length !== undefined) return received.length >= headEnd + 4 + Number(length);
  return /^HTTP\/1\.1 (?:204|304)/.test(head) || received.includes("\r\n0\r\n\r\n");
}

function readAnswer(received: Buffer): RawAnswer {
  const text = received.toString();
  const [head = "", ...rest] = text.split("\r\n\r\n");
  const status = /^HTTP\/1\.1 (\d{3})/.exec(head)?.[1];
  return {
    status: status === undefined ? null : Number(status),
    head,
    body: rest.join("\r\n\r\n"),
  };
}

/** The header's value in a raw head; undefined where it is not there. */
function headerOf({ head }: RawAnswer, name: string): string | undefined {
  return new RegExp(`^${name}: (.*)$`, "im").exec(head)?.[1]?.trim();
}

/** What is wrong with a refusal that should have one of these statuses and stand in the envelope; null for nothing. */
export function faultOf(answer: RawAnswer, statuses: readonly number[]): string | null {
  const { status, body } = answer;
  if (status === null || !statuses.includes(status)) return `${status} ${body.slice(0, 200)}`;
  if (headerOf(answer, "access-control-allow-origin") !== undefined)
    return "opened to another origin";
  if (headerOf(answer, "x-request-id") === undefined) return `${status} without a request id`;
  if (headerOf(answer, "content-security-policy") === undefined)
    return `${status} without a policy`;
  return ErrorEnvelope.safeParse(jsonOf(body)).success
    ? null
    : `out of the envelope: ${body.slice(0, 200)}`;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
