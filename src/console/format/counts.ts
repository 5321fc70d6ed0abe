/** `1319` → `1,319`: a whole number with its thousands parted. */
export function formatCount(count: number | bigint): string {
  // By hand: the platform's formats take a tenth of a second to be set up on a slow machine, before anything is drawn.
  const digits = typeof count === "bigint" ? count.toString() : count.toFixed(0);
  return digits.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");
}

/** `11.2`, `11`: with one decimal at most. */
function withTenths(count: number): string {
  return count.toFixed(1).replace(/\.0$/, "");
}

/** From the largest on. */
const SCALES = [
  [1e12, "T"],
  [1e9, "B"],
  [1e6, "M"],
  [1e3, "K"],
] as const;

/** `1250000` → `1.3M`: for axes and places too narrow for the whole figure. */
export function formatCompactCount(count: number): string {
  if (count < 1_000) return formatCount(count);
  const tenthsOf = (size: number): number => Math.round(count / (size / 10));
  const scale = SCALES.findLast(([size]) => tenthsOf(size) < 10_000);
  if (scale === undefined) return formatCount(count);
  const [size, letter] = scale;
  return `${withTenths(tenthsOf(size) / 10)}${letter}`;
}

/** `11.24, "items/s"` → `11.2 items/s`: one decimal below a hundred, whole from there on. */
export function formatRate(perSecond: number, unit: string): string {
  const figure = perSecond < 100 ? withTenths(perSecond) : formatCount(perSecond);
  return `${figure}\u00a0${unit}`;
}
