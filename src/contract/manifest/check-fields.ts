import { kindOf, quoted, type ReportIssue } from "./issues.ts";
import { didYouMean, nearestName } from "./nearest-name.ts";
import { isRecord } from "./prompt.ts";

// Each check takes a value, its path and whom to tell. Paths are constants and messages are made only for a
// fault, so that a good line costs no strings.

/** A text of 1 to `maxLength` UTF-16 units, or undefined after a report. */
export function readText(
  value: unknown,
  path: string,
  maxLength: number,
  report: ReportIssue,
): string | undefined {
  if (typeof value !== "string") reportKind(value, path, "a string", report);
  else if (value.length === 0) report("invalid_value", path, `${path} is empty.`);
  else if (value.length <= maxLength) return value;
  else {
    const message = `${path} has ${value.length} characters; at most ${maxLength} are allowed.`;
    report("invalid_value", path, message);
  }
  return undefined;
}

/** One of `allowed`, or undefined after a report under the caller's code. */
export function readChoice<Choice extends string>(
  value: unknown,
  path: string,
  allowed: readonly Choice[],
  code: "invalid_value" | "unsupported_operation" | "unsupported_url",
  report: ReportIssue,
): Choice | undefined {
  if (typeof value !== "string") {
    reportKind(value, path, `one of ${listed(allowed)}`, report);
    return undefined;
  }
  const choice = allowed.find((candidate) => candidate === value);
  if (choice !== undefined) return choice;
  const meant =
    allowed.find((candidate) => value.endsWith(candidate)) ?? nearestName(value, allowed);
  const fix = didYouMean(meant) || ` It may be ${listed(allowed)}.`;
  report(code, path, `${path} ${quoted(value)} is not supported.${fix}`);
  return undefined;
}

/** An object, or undefined after a report. */
export function readRecord(
  value: unknown,
  path: string,
  report: ReportIssue,
): Record<string, unknown> | undefined {
  if (isRecord(value)) return value;
  reportKind(value, path, "an object", report);
  return undefined;
}

/** A whole number from 1 to `max`; null when there is none, and after a report. */
export function readCount(
  value: unknown,
  path: string,
  max: number,
  report: ReportIssue,
): number | null {
  if (!isGiven(value)) return null;
  if (typeof value !== "number") reportKind(value, path, "a whole number", report);
  else if (Number.isInteger(value) && value > 0 && value <= max) return value;
  else
    report(
      "invalid_value",
      path,
      `${path} is ${value}. It must be a whole number from 1 to ${max}.`,
    );
  return null;
}

/** A number from 0 to 2; null when there is none, and after a report. */
export function readTemperature(value: unknown, path: string, report: ReportIssue): number | null {
  if (!isGiven(value)) return null;
  if (typeof value !== "number") reportKind(value, path, "a number", report);
  else if (value >= 0 && value <= 2) return value;
  else report("invalid_value", path, `${path} is ${value}. It must lie between 0 and 2.`);
  return null;
}

/** Says that a value is missing, or of another kind than `wanted`. */
export function reportKind(
  value: unknown,
  path: string,
  wanted: string,
  report: ReportIssue,
): void {
  if (value === undefined)
    report("missing_field", path, `${path} is missing. It must be ${wanted}.`);
  else report("invalid_type", path, `${path} is ${kindOf(value)}. It must be ${wanted}.`);
}

/** Whether a field that may be left out has been given; null counts as left out. */
export function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Whether the value nests deeper than `levels`; never goes deeper itself. */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (levels === 0) return true;
  if (Array.isArray(value)) return value.some((entry) => isDeeperThan(entry, levels - 1));
  const fields = value as Readonly<Record<string, unknown>>; // an object that is no list has string keys
  for (const name in fields) if (isDeeperThan(fields[name], levels - 1)) return true;
  return false;
}

function listed(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(", ");
}
