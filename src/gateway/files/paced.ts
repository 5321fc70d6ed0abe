import { setImmediate as nextTurn } from "node:timers/promises";

/** Small enough that judging a piece is about a millisecond of work. */
const PIECE_BYTES = 64 * 1024;
/** How long the work on pieces may go on before everybody else gets a turn. */
const TURN_MS = 8;

/** The same bytes in small pieces, with a turn of the event loop for others every few milliseconds. */
export async function* paced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let turnEndsAt = performance.now() + TURN_MS;
  for await (const chunk of chunks) {
    for (let start = 0; start < chunk.length; start += PIECE_BYTES) {
      yield chunk.subarray(start, start + PIECE_BYTES);
      if (performance.now() < turnEndsAt) continue;
      await nextTurn();
      turnEndsAt = performance.now() + TURN_MS;
    }
  }
}
