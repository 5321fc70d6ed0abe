/** `1319` → `1,319`: a whole number with its thousands parted. */
export function formatCount(count: number | bigint): string {
  // By hand: the platform's formats take a tenth of a second to be set up on a slow machine, before anything is drawn.
  const digits = typeof count === "bigint" ? count.toString() : count.toFixed(0);
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

const formats = new Map<"decimal" | "compact", Intl.NumberFormat>();

/** One decimal at most; made when first asked for, and kept. */
function formatOf(kind: "decimal" | "compact"): Intl.NumberFormat {
  const notation = kind === "compact" ? "compact" : "standard";
  const format =
    formats.get(kind) ?? new Intl.NumberFormat("en-US", { notation, maximumFractionDigits: 1 });
  formats.set(kind, format);
  return format;
}

/** `1250000` → `1.3M`: for axes and places too narrow for the whole figure. */
export function formatCompactCount(count: number | bigint): string {
  return formatOf("compact").format(count);
}

/** `11.24, "items/s"` → `11.2 items/s`: one decimal below a hundred, whole from there on. */
export function formatRate(perSecond: number, unit: string): string {
  const figure = perSecond < 100 ? formatOf("decimal").format(perSecond) : formatCount(perSecond);
  return `${figure}\u00a0${unit}`;
}
