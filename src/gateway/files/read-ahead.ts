/** Bytes of which the first have been read. */
export interface ReadAhead {
  /** True when these were all. */
  isWhole: boolean;
  /** All of them, those that were read first; to be read once. */
  chunks: AsyncIterable<Uint8Array>;
}

/** Reads until so many bytes have come, or all. */
export async function readAhead(
  source: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<ReadAhead> {
  const iterator = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let isWhole = false;
  for (let heldBytes = 0; heldBytes < bytes;) {
    const next = await iterator.next();
    if (next.done === true) {
      isWhole = true;
      break;
    }
    held.push(next.value);
    heldBytes += next.value.byteLength;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* held.splice(0);
      yield* { [Symbol.asyncIterator]: () => iterator };
    } finally {
      await iterator.return?.();
    }
  }
  return { isWhole, chunks: all() };
}
