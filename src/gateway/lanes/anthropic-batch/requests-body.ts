import type { UpstreamOrder } from "../batch-lane.ts";

const encoder = new TextEncoder();
const HEAD = encoder.encode('{"requests":[');
const TAIL = encoder.encode("]}");

const LINE_END = 0x0a;
const COMMA = 0x2c;

/** What the body has beside the lines themselves, in bytes. */
export const FRAME_BYTES = HEAD.length + TAIL.length - 1;

/**
 * The body that creates a batch, made from its lines as they are read: JSON has no line end within a line, so each of them
 * becomes the comma between two requests, and the last one goes. It has `FRAME_BYTES` more than the lines. The order is confirmed before
 * the last bytes go, without which no batch is made, however long the others took.
 */
export async function* requestsBody(
  order: Pick<UpstreamOrder, "lines" | "confirm">,
): AsyncGenerator<Uint8Array, void> {
  yield HEAD;
  let isEnded = false;
  for await (const chunk of order.lines()) {
    if (chunk.length === 0) continue;
    if (isEnded) yield Uint8Array.of(COMMA);
    isEnded = chunk.at(-1) === LINE_END;
    // A copy: whose lines these are may read them again.
    const requests = new Uint8Array(isEnded ? chunk.subarray(0, -1) : chunk);
    for (let at = requests.indexOf(LINE_END); at !== -1; at = requests.indexOf(LINE_END, at + 1))
      requests[at] = COMMA;
    yield requests;
  }
  await order.confirm();
  yield TAIL;
}
