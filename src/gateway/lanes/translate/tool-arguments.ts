import { isDeeperThan } from "#contract/manifest/check-fields.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import type { Report } from "./wire-form.ts";
import type { ToolCallPart } from "./conversation.ts";

/** A call's arguments as the object that some forms want; what is no JSON object, or would not stay the same, is reported. */
export function argumentsOf(call: ToolCallPart, report: Report): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(call.arguments);
    // Within a string an item can nest deeper than the item itself may, and than a writer of JSON could follow.
    const isKept = isRecord(parsed) && !isDeeperThan(parsed, MANIFEST_LIMITS.maxDepth);
    if (isKept && hasExactNumbers(call.arguments)) return parsed;
  } catch {
    // Reported below, like JSON that is no object.
  }
  report(
    call.path,
    `${call.path} has arguments that are no JSON object with exact numbers, and only such can be translated.`,
  );
  return {};
}

/** Whether the whole numbers of a JSON text, ids of 19 digits say, are kept when it is parsed and written again. */
function hasExactNumbers(json: string): boolean {
  const withoutStrings = json.replaceAll(/"[^"\\]*(?:\\.[^"\\]*)*"/g, '""');
  const numbers = withoutStrings.match(/-?\d[\d.eE+-]*/g) ?? [];
  return numbers.every(
    (number) => !/^-?\d{16,}$/.test(number) || String(Number(number)) === number,
  );
}

/** A schema with the description that some forms state beside it. */
export function describedSchema(
  schema: Record<string, unknown>,
  description: string | null,
): Record<string, unknown> {
  return description === null || Object.hasOwn(schema, "description")
    ? schema
    : { ...schema, description };
}
