/**
 * The lowest code point that may be written in 2, 3 and 4 bytes: a longer spelling than needed is
 * no UTF-8.
 */
const LOWEST_BY_LENGTH = [0, 0, 0x80, 0x800, 0x1_0000] as const;

/** The index of the first byte that cannot stand where it stands in UTF-8, or -1 when all can. */
export function firstInvalidUtf8Byte(bytes: Uint8Array): number {
  let index = 0;
  while (index < bytes.length) {
    const length = sequenceLength(bytes[index] ?? 0);
    if (length === 0 || !isSequence(bytes, index, length)) return index;
    index += length;
  }
  return -1;
}

function sequenceLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return 2;
  if (lead >= 0xe0 && lead <= 0xef) return 3;
  return lead >= 0xf0 && lead <= 0xf4 ? 4 : 0;
}

function isSequence(bytes: Uint8Array, start: number, length: number): boolean {
  if (length === 1) return true;
  let codePoint = (bytes[start] ?? 0) & (0xff >> (length + 1));
  for (let index = start + 1; index < start + length; index += 1) {
    const byte = bytes[index] ?? 0;
    if ((byte & 0xc0) !== 0x80) return false;
    codePoint = (codePoint << 6) | (byte & 0x3f);
  }
  const isSurrogate = codePoint >= 0xd800 && codePoint <= 0xdfff;
  return codePoint >= (LOWEST_BY_LENGTH[length] ?? 0) && codePoint <= 0x10_ffff && !isSurrogate;
}
