import type { Readable } from "node:stream";
import type { Egress } from "#gateway/egress/egress.ts";
import { EgressFailure, type EgressFailureCode } from "#gateway/egress/egress-failure.ts";
import { LaneFailure, type LaneFailureCode } from "../lane.ts";
import type { LaneConnection } from "./lane-connection.ts";
import { withDeadline } from "./with-deadline.ts";

/** How lanes get out, and what time it is. */
export interface ProviderAccess {
  /** Sends a request and gives the answer as soon as its head is there. */
  open: Egress["open"];
  now: () => Date;
}

/** What a provider answered, whatever the status. */
export interface ProviderReply {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The body; of one that broke off, what came of it. */
  text: string;
}

const MOST_ANSWER_BYTES = 64 * 1024 ** 2;

/**
 * Posts JSON to a provider and reads the whole answer, within the lane's own deadline. Fails with a `LaneFailure` when no
 * whole answer came; rejects with the signal's reason as soon as the signal aborts.
 */
export async function callProvider(
  access: ProviderAccess,
  connection: LaneConnection,
  path: string,
  body: unknown,
  signal: AbortSignal,
): Promise<ProviderReply> {
  const { base_url, secret, headers, timeout_ms } = connection;
  const request = {
    method: "POST",
    url: `${base_url}${path}`,
    headers: {
      ...headers,
      "content-type": "application/json",
      accept: "application/json",
      // The answer is kept as the bytes that come.
      "accept-encoding": "identity",
      ...(secret === null ? {} : { authorization: `Bearer ${secret.reveal()}` }),
    },
    body: Buffer.from(JSON.stringify(body)),
  };
  try {
    return await withDeadline(timeout_ms, signal, async (until) => {
      const answer = await access.open({ ...request, signal: until });
      return await readReply(answer, until, connection);
    });
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof EgressFailure) throw failureOfEgress(error, connection);
    throw error;
  }
}

async function readReply(
  answer: Awaited<ReturnType<Egress["open"]>>,
  until: AbortSignal,
  connection: LaneConnection,
): Promise<ProviderReply> {
  const { status, headers, body } = answer;
  const { bytes, end } = await readBounded(body);
  if (until.aborted) throw until.reason;
  const isOk = status >= 200 && status < 300;
  if (isOk && end === "broken")
    throw failure("provider_half_answer", connection, "the answer broke off before its end", {
      status_code: status,
    });
  if (end === "too large")
    throw failure(
      "invalid_input",
      connection,
      `the answer is larger than ${MOST_ANSWER_BYTES / 1024 ** 2} MiB`,
      { status_code: status },
    );
  const text = decoded(bytes, isOk);
  if (text === null)
    throw failure("provider_broken_json", connection, "the answer is not UTF-8", {
      status_code: status,
    });
  return { status, headers, text };
}

type BodyEnd = "whole" | "broken" | "too large";

/** Reads a body to its end, however that is. */
async function readBounded(body: Readable): Promise<{ bytes: Buffer; end: BodyEnd }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let end: BodyEnd = "whole";
  try {
    for await (const chunk of body) {
      const bytes: Uint8Array = chunk; // an IncomingMessage without an encoding yields Buffers
      size += bytes.length;
      if (size > MOST_ANSWER_BYTES) {
        end = "too large";
        break;
      }
      chunks.push(bytes);
    }
  } catch {
    end = "broken";
  } finally {
    body.destroy();
  }
  return { bytes: Buffer.concat(chunks), end };
}

/** An error's text may be cut anywhere; an answer's must be whole. */
function decoded(bytes: Buffer, isStrict: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: isStrict }).decode(bytes);
  } catch {
    return null;
  }
}

/** What is wrong with the lane's own settings is no matter of another attempt; all else is. */
const CODES: Readonly<Record<EgressFailureCode, LaneFailureCode>> = {
  timeout: "provider_timeout",
  dns: "provider_500",
  connect: "provider_500",
  tls: "provider_500",
  reset: "provider_500",
  aborted: "provider_500",
  bad_answer: "provider_500",
  too_large: "provider_500",
  invalid_request: "lane_unavailable",
  insecure_url: "lane_unavailable",
  refused_address: "lane_unavailable",
};

function failureOfEgress(error: EgressFailure, connection: LaneConnection): LaneFailure {
  const words = error.message.replace(/\.$/, "");
  return failure(CODES[error.code], connection, words.charAt(0).toLowerCase() + words.slice(1), {
    status_code: null,
    cause: error,
  });
}

function failure(
  code: LaneFailureCode,
  { display_name }: LaneConnection,
  words: string,
  details: { status_code: number | null; cause?: unknown },
): LaneFailure {
  return new LaneFailure(code, `${display_name}: ${words}.`, details);
}
