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

function withoutAddresses(text: string): string {
  return text.replace(ADDRESS, (found, at: string) => {
    if (found.endsWith(DOMAIN)) return found;
    const address = standInAddress(found.replace("%40", "@").replaceAll("%2B", "+"));
    return address.replace("@", at);
  });
}

/** A text for an audience: each address and each secret in it is replaced by what stands for it. */
export function standInText(text: string): string {
  return withoutAddresses(redactText(text)).replace(KEY_PARTS, `$1"${HIDDEN}"`);
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
const CONTENT = new Set([
  "content",
  "text",
  "input",
  "output_text",
  "prompt",
  "arguments",
  "answer_excerpt",
]);

/** What stands for a prompt or an answer. */
export function standInContent(text: string): string {
  return text === "" ? "" : `«hidden, ${text.length} characters»`;
}

/** What an audience may see of a value, at any depth; `hidesContent` takes prompts and answers out too. */
export function standInValue<T>(value: T, hidesContent: boolean): T {
  // Only strings are replaced, each by a string: the shape stays what it was.
  return standIn(value, { hidesContent, field: "", token: "" }) as T;
}

interface Within {
  hidesContent: boolean;
  field: string;
  /** The token of the thing that the value is part of: a mail tells its own in its text too. */
  token: string;
}

function standIn(value: unknown, within: Within): unknown {
  if (typeof value === "string") return standInField(value, within);
  if (Array.isArray(value)) return value.map((inner) => standIn(inner, within));
  if (value === null || typeof value !== "object" || !isPlain(value)) return value;
  const token = "token" in value && typeof value.token === "string" ? value.token : within.token;
  return Object.fromEntries(
    Object.entries(value).map(([field, inner]) => [
      field,
      // The headers of a receipt are checked as they came, and hold nothing but signatures.
      field === "headers" ? inner : standIn(inner, { ...within, field, token }),
    ]),
  );
}

function standInField(text: string, { field, hidesContent, token }: Within): string {
  if (field === "prefix" || field === "last_four") return HIDDEN;
  if (ACTED_WITH.has(field)) return text;
  if (hidesContent && CONTENT.has(field)) return standInContent(text);
  return standInText(token === "" ? text : text.replaceAll(token, HIDDEN));
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/** JSON text for an audience: every figure and every escape in it stays as it came, unless prompts are to be hidden. */
export function standInJson(text: string, hidesContent: boolean): string {
  let shown = text;
  if (hidesContent) {
    try {
      shown = JSON.stringify(standInValue<unknown>(JSON.parse(text), true));
    } catch {
      // Not JSON: a text like any other.
    }
  }
  return withoutAddresses(redactKeys(shown)).replace(KEY_PARTS, `$1"${HIDDEN}"`);
}

/** The part of redacting that no escape in JSON can be mistaken for: keys, sessions and signing secrets by their form. */
function redactKeys(text: string): string {
  return text.replace(/\b(ob_live_|obs_|whsec_)[0-9A-Za-z+/=]+/g, "$1«hidden»");
}
