import type { Readable } from "node:stream";
import type { OpenedAnswer } from "#gateway/egress/exchange.ts";
import { providerFailure } from "./failure-of-egress.ts";
import type { LaneConnection } from "./lane-connection.ts";

/** What a provider answered, whatever the status. */
export interface ProviderReply {
  status: number;
  /** Names in lower case. */
  headers: Readonly<Record<string, string>>;
  /** The body; of one that broke off, what came of it. */
  text: string;
}

/** The most that is taken in of an answer, or of one line of a file of answers. */
export const MOST_ANSWER_BYTES = 64 * 1024 ** 2;

/** Whether a status says that what was asked for was done. */
export function isOk(status: number): boolean {
  return status >= 200 && status < 300;
}

/** Reads an answer to its end, bounded in size; one of 2xx that is not whole, or no UTF-8, is a `LaneFailure`. */
export async function readReply(
  { status, headers, body }: OpenedAnswer,
  until: AbortSignal,
  connection: LaneConnection,
): Promise<ProviderReply> {
  const { bytes, end } = await readBounded(body);
  if (until.aborted) throw until.reason;
  const details = { status_code: status };
  if (isOk(status) && end === "broken")
    throw providerFailure("provider_half_answer", connection, BROKEN_OFF, details);
  if (end === "too large") {
    const words = `the answer is larger than ${MOST_ANSWER_BYTES / 1024 ** 2} MiB`;
    throw providerFailure("invalid_input", connection, words, details);
  }
  const text = decoded(bytes, isOk(status));
  if (text === null)
    throw providerFailure("provider_broken_json", connection, "the answer is not UTF-8", details);
  return { status, headers, text };
}

/** What is said of an answer without its end. */
export const BROKEN_OFF = "the answer broke off before its end";

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

/** Bytes as text; null where they are not UTF-8. An error's text may be cut anywhere, an answer's must be whole. */
export function decoded(bytes: Uint8Array, isStrict: boolean): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: isStrict }).decode(bytes);
  } catch {
    return null;
  }
}
