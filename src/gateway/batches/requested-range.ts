import type { ByteRange } from "#gateway/storage/storage.ts";

/**
 * The run of bytes that a `Range` header asks for. Null means all of them: without the header, and for forms that may
 * be ignored (several ranges, other units).
 */
export function requestedRange(
  header: string | null,
  sizeBytes: number,
): ByteRange | "unsatisfiable" | null {
  const [, from = "", to = ""] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header?.trim() ?? "") ?? [];
  if (from === "" && to === "") return null;
  if (from === "") {
    const start = Math.max(0, sizeBytes - Number(to));
    return start < sizeBytes ? { start, end: sizeBytes } : "unsatisfiable";
  }
  const start = Number(from);
  const end = to === "" ? sizeBytes : Math.min(Number(to) + 1, sizeBytes);
  if (to !== "" && Number(to) < start) return null;
  return start < sizeBytes ? { start, end } : "unsatisfiable";
}
