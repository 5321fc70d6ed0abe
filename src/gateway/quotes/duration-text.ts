const UNITS = [
  ["h", 3_600],
  ["min", 60],
  ["s", 1],
] as const;

/** Seconds for a message, in the largest unit that they fill: "13.4 h", "2.5 min", "40 s". */
export function durationText(seconds: number): string {
  const [unit, size] = UNITS.find((entry) => seconds >= entry[1]) ?? UNITS[2];
  const amount = unit === "s" ? Math.ceil(seconds) : Math.round((seconds / size) * 10) / 10;
  return `${amount} ${unit}`;
}
