import type { ClientRequest, IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { EgressFailure, egressFailure } from "./egress-failure.ts";

type Source = AsyncIterable<Uint8Array>;

/**
 * Writes a body as fast as the connection takes it and no faster. The source is closed when all is written, when the request ends without
 * that, and when the whole answer has come before, since nobody reads the rest then. One that fails, or is longer or shorter than was said,
 * ends the request, and `fail` hears of it first.
 */
export async function writeStream(
  outgoing: ClientRequest,
  source: Source,
  length: number | undefined,
  fail: (failure: EgressFailure) => void,
): Promise<void> {
  outgoing.once("response", (incoming: IncomingMessage) => {
    incoming.once("close", () => {
      if (!outgoing.writableFinished) outgoing.destroy();
    });
  });
  // Of a stream that has nothing to give at the moment, a loop over it would not let go.
  outgoing.once("close", () => closeStream(source));
  await pipeline(counted(source, length, fail), outgoing);
}

/** Closes a body that is open before anybody reads it, and may be nobody ever will. */
export function closeStream(body: Uint8Array | Source | null | undefined): void {
  if (body instanceof Readable) body.destroy();
}

async function* counted(
  source: Source,
  length: number | undefined,
  fail: (failure: EgressFailure) => void,
): Source {
  let size = 0;
  try {
    for await (const chunk of source) {
      size += chunk.length;
      if (length !== undefined && size > length) break;
      yield chunk;
    }
    if (length !== undefined && size !== length)
      throw egressFailure("broken_body", "The body is not as long as was said.");
  } catch (error) {
    const failure =
      error instanceof EgressFailure ? error : egressFailure("broken_body", undefined, error);
    // What becomes of the connection now would speak first.
    fail(failure);
    throw failure;
  }
}
