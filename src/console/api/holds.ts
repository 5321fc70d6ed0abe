import { ApiError } from "#contract/client.ts";

interface Hold {
  untilMs: number;
  error: ApiError;
}

const holds = new Map<string, Hold>();

/** Notes what a failed read of an environment was told by `Retry-After`: nothing is read there before. */
export function noteHold(environmentId: string, error: unknown, nowMs = Date.now()): void {
  if (!(error instanceof ApiError) || error.retryAfterMs === null) return;
  const untilMs = nowMs + error.retryAfterMs;
  if (untilMs > (holds.get(environmentId)?.untilMs ?? 0))
    holds.set(environmentId, { untilMs, error });
}

/** Until when an environment asked to be left alone, in milliseconds since the epoch; undefined when it may be asked. */
export function heldUntilMs(environmentId: string, nowMs = Date.now()): number | undefined {
  const untilMs = holds.get(environmentId)?.untilMs ?? 0;
  return untilMs > nowMs ? untilMs : undefined;
}

/** A read of an environment that keeps the pauses it asks for: within one nothing is sent, and one that it meets is noted. */
export async function readUnlessHeld<T>(environmentId: string, read: () => Promise<T>): Promise<T> {
  throwIfHeld(environmentId);
  try {
    return await read();
  } catch (error) {
    noteHold(environmentId, error);
    throw error;
  }
}

/**
 * Throws the error again that asked for a pause, with what is left of it, as long as it lasts: whoever asks, another page or
 * a second part of the same one, nothing goes out too early.
 */
export function throwIfHeld(environmentId: string, nowMs = Date.now()): void {
  const hold = holds.get(environmentId);
  if (hold === undefined || hold.untilMs <= nowMs) return;
  const { message, code, status, request_id } = hold.error;
  throw new ApiError(message, {
    code,
    status,
    requestId: request_id,
    retryAfterMs: hold.untilMs - nowMs,
  });
}
