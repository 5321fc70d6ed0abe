import { hash } from "node:crypto";

/** A strong entity tag of an answer's text. */
export function entityTag(text: string): string {
  return `"${hash("sha256", text, "base64url").slice(0, 27)}"`;
}

/** A version as handlers name it, quoted as a header wants it. */
export function quotedTag(version: string): string {
  return /^(?:W\/)?".*"$/.test(version)
    ? version
    : `"${version.replaceAll(/[^\x21\x23-\x7e]/g, "")}"`;
}

/** Whether an `If-None-Match` header names this tag; compared weakly, as RFC 9110 has it. */
export function isMatch(ifNoneMatch: string | null, tag: string): boolean {
  if (ifNoneMatch === null) return false;
  if (ifNoneMatch.trim() === "*") return true;
  const plain = tag.replace(/^W\//, "");
  return ifNoneMatch.split(",").some((given) => given.trim().replace(/^W\//, "") === plain);
}
