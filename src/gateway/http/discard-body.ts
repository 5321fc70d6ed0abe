import { setTimeout as delay } from "node:timers/promises";

const SMALL_BYTES = 64 * 1024;
const LONGEST_MS = 2_000;

/**
 * Reads a small body that nobody has read, and forgets it, before a refusal is sent: a connection that is closed on bytes
 * that were not read is reset, and a reset may take the answer with it. Never throws; a body that does not come or is
 * large is left.
 */
export async function discardBody(request: Request): Promise<void> {
  const declared = Number(request.headers.get("content-length") ?? Number.NaN);
  if (request.body === null || request.bodyUsed || !(declared <= SMALL_BYTES)) return;
  await Promise.race([
    request.arrayBuffer().catch(() => undefined),
    delay(LONGEST_MS, undefined, { ref: false }),
  ]);
}
