import { redactText } from "#contract/redact.ts";

/** Where every stand-in address lives: reserved for examples, so that no mail ever goes there. */
const DOMAIN = "stand-in.example";
const NAMES = ["alder", "birch", "cedar", "hazel", "juniper", "linden", "maple", "rowan"];

/** An address as text has it, or percent-encoded as a query has it. */
const ADDRESS = /[\w.+-]+(?:%2B[\w.+-]+)*(@|%40)[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}/g;
/** What tells keys apart is part of the secret: the fields of a key as JSON has them. */
const KEY_PARTS = /("(?:prefix|last_four)"\s*:\s*)"(?:ob_live_[^"]*|[0-9A-Za-z]{4})"/g;
const HIDDEN = "••••";

/** A small hash (FNV-1a): the same text gives the same figure in every tab, and no figure gives the text. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193) >>> 0;
  }
  return hash;
}

/** The address that stands for another: always the same one for the same address. */
export function standInAddress(address: string): string {
  const hash = hashOf(address.toLowerCase());
  return `${NAMES[hash % NAMES.length] ?? "rowan"}-${(hash >>> 3) % 10_000}@${DOMAIN}`;
}

/** A text for an audience: each address and each secret in it is replaced by what stands for it. */
export function standInText(text: string): string {
  return redactText(text)
    .replace(ADDRESS, (found, at: string) => {
      if (found.endsWith(DOMAIN)) return found;
      const address = standInAddress(found.replace("%40", "@").replaceAll("%2B", "+"));
      return address.replace("@", at);
    })
    .replace(KEY_PARTS, `$1"${HIDDEN}"`);
}

/** Fields that are acted with rather than read: a page that shows one hides it itself. */
const ACTED_WITH = new Set([
  "token",
  "links",
  "url",
  "secret",
  "api_key",
  "session_token",
  "headers",
  "body",
]);
/** Fields that hold what was asked and answered. */
const CONTENT = new Set(["content", "text", "input", "output_text", "prompt", "arguments"]);

/** What stands for a prompt or an answer. */
export function standInContent(text: string): string {
  return text === "" ? "" : `«hidden, ${text.length} characters»`;
}

/** What an audience may see of a value, at any depth; `hidesContent` takes prompts and answers out too. */
export function standInValue<T>(value: T, hidesContent: boolean): T {
  // Only strings are replaced, each by a string: the shape stays what it was.
  return standIn(value, hidesContent, "") as T;
}

function standIn(value: unknown, hidesContent: boolean, field: string): unknown {
  if (typeof value === "string") {
    if (field === "prefix" || field === "last_four") return HIDDEN;
    if (ACTED_WITH.has(field)) return value;
    return hidesContent && CONTENT.has(field) ? standInContent(value) : standInText(value);
  }
  if (Array.isArray(value)) return value.map((inner) => standIn(inner, hidesContent, field));
  if (value === null || typeof value !== "object" || !isPlain(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      // The headers of a receipt are checked as they came, and hold nothing but signatures.
      name === "headers" ? inner : standIn(inner, hidesContent, name),
    ]),
  );
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** JSON text, or any other, for an audience. */
export function standInJson(text: string, hidesContent: boolean): string {
  if (!hidesContent) return standInText(text);
  try {
    const value: unknown = JSON.parse(text);
    return standInText(JSON.stringify(standInValue(value, true)));
  } catch {
    return standInText(text);
  }
}
