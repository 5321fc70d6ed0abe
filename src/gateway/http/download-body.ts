import type { Turns } from "./turns.ts";

/**
 * The body of a download, which is a turn until it has been read to its end, has failed, or the client has gone; null for
 * `HEAD`, which has none. Throws `overloaded`, and what `open` throws.
 */
export async function downloadBody(
  request: Request,
  downloads: Turns,
  open: () => Promise<ReadableStream<Uint8Array>>,
): Promise<ReadableStream<Uint8Array> | null> {
  if (request.method === "HEAD") return null;
  const leave = await downloads.enter();
  try {
    return whenEnded(await open(), leave);
  } catch (error) {
    leave();
    throw error;
  }
}

function whenEnded(
  stream: ReadableStream<Uint8Array>,
  onEnd: () => void,
): ReadableStream<Uint8Array> {
  const reader = stream.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) return controller.enqueue(value);
          onEnd();
          controller.close();
        } catch (error) {
          onEnd();
          throw error;
        }
      },
      async cancel(reason) {
        onEnd();
        await reader.cancel(reason);
      },
    },
    // Nothing is read before someone asks.
    { highWaterMark: 0 },
  );
}
