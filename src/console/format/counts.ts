const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const oneDecimal = new Intl.NumberFormat("en-US", { maximumFractionDigits: 1 });
const compact = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

/** `1319` → `1,319`: a whole number with its thousands parted. */
export function formatCount(count: number | bigint): string {
  return whole.format(count);
}

/** `1250000` → `1.3M`: for axes and places too narrow for the whole figure. */
export function formatCompactCount(count: number | bigint): string {
  return compact.format(count);
}

/** `11.24, "items/s"` → `11.2 items/s`: one decimal below a hundred, whole from there on. */
export function formatRate(perSecond: number, unit: string): string {
  return `${(perSecond < 100 ? oneDecimal : whole).format(perSecond)}\u00a0${unit}`;
}
