import type { Readable } from "node:stream";
import { createLineSplitter } from "#contract/manifest/lines.ts";
import type { LaneFailure } from "../lane.ts";
import { openProvider, type ProviderAccess, type ProviderRequest } from "./ask-provider.ts";
import { Deadline } from "./deadline.ts";
import { failureOfExchange, providerFailure } from "./failure-of-egress.ts";
import type { LaneConnection } from "./lane-connection.ts";
import {
  BROKEN_OFF,
  decoded,
  isOk,
  MOST_ANSWER_BYTES,
  readReply,
  type ProviderReply,
} from "./read-reply.ts";

/**
 * The lines of a file of JSON lines at a provider, as they come, however large it is; the lane's deadline is for the silence between two pieces of
 * it. Passed over are blank lines, and those longer than 64 MiB or not UTF-8, whose ids nobody could tell. `refusal` says what an answer other than
 * 2xx means. A file that breaks off is `provider_half_answer`; rejects with the signal's reason as soon as the signal aborts.
 */
export async function* linesOfProvider(
  access: ProviderAccess,
  connection: LaneConnection,
  request: ProviderRequest,
  signal: AbortSignal,
  refusal: (reply: ProviderReply) => LaneFailure,
): AsyncGenerator<string, void> {
  const deadline = new Deadline(connection.timeout_ms, signal);
  try {
    const answer = await openProvider(access, connection, request, deadline);
    if (!isOk(answer.status)) throw refusal(await readReply(answer, deadline.until, connection));
    try {
      for await (const line of linesOf(answer.body, answer.status, connection, deadline)) {
        signal.throwIfAborted();
        yield line;
      }
    } finally {
      answer.body.destroy();
    }
  } catch (error) {
    throw failureOfExchange(error, deadline, signal, connection);
  } finally {
    deadline.close();
  }
}

async function* linesOf(
  body: Readable,
  status_code: number,
  connection: LaneConnection,
  deadline: Deadline,
): AsyncGenerator<string, void> {
  let ready: string[] = [];
  const splitter = createLineSplitter({
    maxLineBytes: MOST_ANSWER_BYTES,
    onLine: (bytes) => {
      const line = decoded(bytes, true);
      if (line !== null && line.trim() !== "") ready.push(line);
    },
    onLongLine: () => {},
  });
  const brokenOff = (cause?: unknown): LaneFailure =>
    providerFailure("provider_half_answer", connection, BROKEN_OFF, { status_code, cause });
  const chunks = body.iterator();
  for (;;) {
    deadline.restart();
    const next = await chunks.next().catch((error: unknown) => {
      throw brokenOff(error);
    });
    deadline.pause();
    if (next.done === true) break;
    splitter.push(next.value);
    yield* ready;
    ready = [];
  }
  splitter.end();
  // Without its length said before, a file that was cut ends in half a line.
  for (const line of ready) if (!isJson(line)) throw brokenOff();
  yield* ready;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
