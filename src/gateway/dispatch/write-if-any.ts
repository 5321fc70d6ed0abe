import type { ArtifactStorage } from "#gateway/storage/storage.ts";

/** Writes what the source gives; of a source without a byte no artifact is made, and the name is null. */
export async function writeIfAny(
  storage: ArtifactStorage,
  name: string,
  source: AsyncIterable<Uint8Array>,
): Promise<{ name: string | null; bytes: bigint }> {
  const chunks = source[Symbol.asyncIterator]();
  let first = await chunks.next();
  while (first.done !== true && first.value.length === 0) first = await chunks.next();
  if (first.done === true) return { name: null, bytes: 0n };
  const written = await storage.write(name, withFirst(first.value, chunks));
  return { name, bytes: BigInt(written.bytes) };
}

async function* withFirst(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield first;
  for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
}
