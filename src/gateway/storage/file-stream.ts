import { Buffer } from "node:buffer";
import type { FileHandle } from "node:fs/promises";

import type { ByteRange } from "./storage.ts";

const chunkBytes = 256 * 1024;

/** Streams a range of an open file, one chunk ahead of nobody, and closes the file at the end or when cancelled. */
export function streamFile(
  file: FileHandle,
  { start, end }: ByteRange,
): ReadableStream<Uint8Array> {
  let position = start;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const wanted = Math.min(chunkBytes, end - position);
          if (wanted > 0) {
            const { buffer, bytesRead } = await file.read(
              Buffer.allocUnsafe(wanted),
              0,
              wanted,
              position,
            );
            if (bytesRead === 0) throw new Error("The artifact became shorter while it was read.");
            position += bytesRead;
            controller.enqueue(buffer.subarray(0, bytesRead));
          }
          if (position >= end) {
            await file.close();
            controller.close();
          }
        } catch (error) {
          await file.close();
          throw error;
        }
      },
      cancel: () => file.close(),
    },
    // Nothing is read before someone asks.
    { highWaterMark: 0 },
  );
}

/** Joins small chunks, so that a source of short lines does not cost a system call for each; large ones pass as they are. */
export async function* coalesce(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let held: Uint8Array[] = [];
  let heldBytes = 0;
  for await (const chunk of source) {
    held.push(chunk);
    heldBytes += chunk.byteLength;
    if (heldBytes < chunkBytes) continue;
    yield held.length === 1 ? chunk : Buffer.concat(held, heldBytes);
    held = [];
    heldBytes = 0;
  }
  if (heldBytes > 0) yield Buffer.concat(held, heldBytes);
}
