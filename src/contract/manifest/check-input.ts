import { reportKind } from "./check-fields.ts";
import { kindOf, quoted, type ReportIssue } from "./issues.ts";
import { didYouMean, nearestName } from "./nearest-name.ts";
import { isRecord } from "./prompt.ts";

/** The roles of the accepted APIs' messages. */
const ROLES = new Set(["system", "developer", "user", "assistant", "tool", "function"]);

/** A chat's messages: a list, not empty, each with a role and a content. */
export function checkMessages(value: unknown, path: string, report: ReportIssue): void {
  if (!isFilledList(value, path, "a list of messages", report)) return;
  for (let index = 0; index < value.length; index += 1)
    checkMessage(value[index], path, index, report);
}

/**
 * The input of `/v1/responses`: a text, or a list of messages and of other items that name their
 * type.
 */
export function checkResponsesInput(value: unknown, path: string, report: ReportIssue): void {
  if (typeof value === "string") {
    if (value === "") report("invalid_value", path, `${path} is empty.`);
    return;
  }
  if (!isFilledList(value, path, "a string or a list of messages", report)) return;
  for (let index = 0; index < value.length; index += 1) {
    const entry: unknown = value[index];
    const isOtherItem =
      isRecord(entry) && typeof entry.type === "string" && entry.type !== "message";
    if (!isOtherItem) checkMessage(entry, path, index, report);
  }
}

/** What an embeddings item embeds: a text or a list of texts; token numbers where `canBeTokens`. */
export function checkEmbeddingsInput(
  value: unknown,
  path: string,
  rules: { maxInputs: number; canBeTokens: boolean },
  report: ReportIssue,
): void {
  if (typeof value === "string") {
    if (value === "") report("invalid_value", path, `${path} is empty. There is nothing to embed.`);
    return;
  }
  if (!isFilledList(value, path, "a string or a list of strings", report)) return;
  if (rules.canBeTokens && isTokens(value)) return;
  if (value.length > rules.maxInputs) {
    const message = `${path} has ${value.length} texts; one item may have ${rules.maxInputs}. Spread them over more lines.`;
    report("invalid_value", path, message);
  }
  for (let index = 0; index < value.length; index += 1) {
    const text: unknown = value[index];
    const place = `${path}[${index}]`;
    if (text === "")
      report("invalid_value", place, `${place} is empty. There is nothing to embed.`);
    else if (typeof text !== "string" && !(rules.canBeTokens && isTokens(text))) {
      report("invalid_type", place, `${place} is ${kindOf(text)}. It must be a string.`);
    }
  }
}

function isFilledList(
  value: unknown,
  path: string,
  wanted: string,
  report: ReportIssue,
): value is unknown[] {
  if (!Array.isArray(value)) reportKind(value, path, wanted, report);
  else if (value.length === 0) report("invalid_value", path, `${path} is an empty list.`);
  else return true;
  return false;
}

function checkMessage(message: unknown, list: string, index: number, report: ReportIssue): void {
  if (!isRecord(message)) {
    const place = `${list}[${index}]`;
    report(
      "invalid_type",
      place,
      `${place} is ${kindOf(message)}. A message is an object with role and content.`,
    );
    return;
  }
  if (typeof message.role !== "string" || !ROLES.has(message.role))
    checkRole(message.role, `${list}[${index}]`, report);
  if (typeof message.content !== "string") checkContent(message, `${list}[${index}]`, report);
}

/** Reports why a role cannot be one. */
function checkRole(role: unknown, place: string, report: ReportIssue): void {
  const path = `${place}.role`;
  if (typeof role === "string") {
    const fix =
      didYouMean(nearestName(role, ROLES)) || ' Usual ones are "system", "user" and "assistant".';
    report("invalid_value", path, `${path} ${quoted(role)} is no role.${fix}`);
  } else reportKind(role, path, 'a string, such as "user"', report);
}

/**
 * A content that is no string. An assistant that called tools may have none; every other message
 * must have one.
 */
function checkContent(
  message: Readonly<Record<string, unknown>>,
  place: string,
  report: ReportIssue,
): void {
  const { content } = message;
  const path = `${place}.content`;
  if (Array.isArray(content)) {
    for (let index = 0; index < content.length; index += 1) {
      const part: unknown = content[index];
      if (isRecord(part)) continue;
      report(
        "invalid_type",
        `${path}[${index}]`,
        `${path}[${index}] is ${kindOf(part)}. A part is an object with a type.`,
      );
    }
    return;
  }
  if ((content === undefined || content === null) && message.role === "assistant") return;
  reportKind(content, path, "a string or a list of parts", report);
}

function isTokens(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((token) => Number.isInteger(token) && token >= 0)
  );
}
