import type { Auth } from "#contract/endpoint.ts";

/** Who may call, in a few words. */
export function authWords(auth: Auth): string {
  if (auth.kind === "none") return "No credentials";
  if (auth.kind === "session") return "Session";
  return auth.permission === null
    ? "API key or session"
    : `API key that may ${auth.permission}, or session`;
}
