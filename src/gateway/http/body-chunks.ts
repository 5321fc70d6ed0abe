import { BodyPace } from "./body-pace.ts";

/**
 * The body of a request as it comes. Throws the signal's reason once the client has gone and `invalid_request` for one that
 * comes at a crawl, and tells the connection that no more is wanted when the reader stops early.
 */
export async function* bodyChunks(request: Request): AsyncGenerator<Uint8Array> {
  const { body, signal } = request;
  if (body === null) return;
  const reader = body.getReader();
  const pace = new BodyPace();
  const stop = (): void => void reader.cancel(signal.reason).catch(() => {});
  signal.addEventListener("abort", stop);
  try {
    for (;;) {
      const { done, value } = await pace.wait(reader.read());
      signal.throwIfAborted();
      if (done) return;
      pace.note(value.length);
      yield value;
    }
  } finally {
    signal.removeEventListener("abort", stop);
    await reader.cancel().catch(() => {});
  }
}
