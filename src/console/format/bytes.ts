const units = ["B", "kB", "MB", "GB", "TB"];

/** `1234` → `1.2 kB`: decimal units, at most three digits, a no-break space before the unit. */
export function formatBytes(sizeBytes: number): string {
  let size = Math.abs(sizeBytes);
  let unit = 0;
  // 999.5 would round up to a four-digit figure, so it already belongs to the next unit.
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const decimals = unit === 0 || size >= 99.95 ? 0 : 1;
  const figure = size.toFixed(decimals).replace(/\.0$/, "");
  return `${sizeBytes < 0 ? "−" : ""}${figure}\u00a0${units[unit] ?? ""}`;
}
