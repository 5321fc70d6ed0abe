import { isDeeperThan } from "#contract/manifest/check-fields.ts";
import { MANIFEST_LIMITS } from "#contract/manifest/limits.ts";
import { isRecord } from "#contract/manifest/prompt.ts";
import type { Report } from "./wire-form.ts";
import type { ToolCallPart } from "./conversation.ts";

/** A call's arguments as the object that some forms want; what is no JSON object is reported. */
export function argumentsOf(call: ToolCallPart, report: Report): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(call.arguments);
    // Within a string an item can nest deeper than the item itself may, and than a writer of JSON could follow.
    if (isRecord(parsed) && !isDeeperThan(parsed, MANIFEST_LIMITS.maxDepth)) return parsed;
  } catch {
    // Reported below, like JSON that is no object.
  }
  report(
    call.path,
    `${call.path} has arguments that are no JSON object, and only such can be translated.`,
  );
  return {};
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
