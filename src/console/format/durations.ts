const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/**
 * `72000` → `1 m 12 s`, `86280000` → `23 h 58 m`, `88` → `88 ms`, `1400` → `1.4 s`: the two largest units, rounded
 * down, so that a countdown never claims more time than is left. Negative durations are written as zero.
 */
export function formatDuration(durationMs: number): string {
  const duration = Math.max(0, durationMs);
  if (duration < SECOND) return `${Math.floor(duration)}\u00a0ms`;
  if (duration < 10 * SECOND) return `${Math.floor(duration / 100) / 10}\u00a0s`;
  return formatClock(duration);
}

/** As `formatDuration`, in whole seconds from the start: for text that ticks once a second. */
export function formatClock(durationMs: number): string {
  const duration = Math.max(0, durationMs);
  if (duration < MINUTE) return `${Math.floor(duration / SECOND)}\u00a0s`;
  if (duration < HOUR) return twoUnits(duration, MINUTE, "m", SECOND, "s");
  if (duration < DAY) return twoUnits(duration, HOUR, "h", MINUTE, "m");
  return twoUnits(duration, DAY, "d", HOUR, "h");
}

/** `40000, 55000` → `40–55 s`; the unit is said once when both ends share it. */
export function formatDurationRange(fromMs: number, toMs: number): string {
  const from = formatClock(fromMs);
  const to = formatClock(toMs);
  if (from === to) return from;
  const fromUnit = singleUnit(from);
  return fromUnit !== undefined && fromUnit === singleUnit(to)
    ? `${from.slice(0, -fromUnit.length - 1)}–${to}`
    : `${from} – ${to}`;
}

function twoUnits(
  duration: number,
  large: number,
  largeName: string,
  small: number,
  smallName: string,
): string {
  const whole = Math.floor(duration / large);
  const rest = Math.floor((duration % large) / small);
  const first = `${whole}\u00a0${largeName}`;
  return rest === 0 ? first : `${first}\u00a0${rest}\u00a0${smallName}`;
}

function singleUnit(written: string): string | undefined {
  const [, unit, more] = written.split("\u00a0");
  return more === undefined ? unit : undefined;
}
