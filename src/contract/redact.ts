const SECRET_FIELDS = new Set([
  "password",
  "current_password",
  "secret",
  "token",
  "session_token",
  "api_key",
  "signature",
]);

/** What stands for the caller's key and session wherever a request is shown, copied or kept. */
export const KEY_PLACEHOLDER = "$BATCHROUTER_API_KEY";
export const SESSION_PLACEHOLDER = "$BATCHROUTER_SESSION";

const STAND_IN = "«hidden»";

/** Free text with every API key, session token and signed link's signature replaced. */
export function redactText(text: string): string {
  return text
    .replace(/\bob_live_[0-9A-Za-z]+/g, "ob_live_«hidden»")
    .replace(/\bobs_[0-9A-Za-z]+/g, "obs_«hidden»")
    .replace(/\bwhsec_[0-9A-Za-z+/=]+/g, "whsec_«hidden»")
    .replace(/([?&](?:token|signature)=)[^&"\s]+/g, `$1${STAND_IN}`);
}

/** Shorter values are no secrets of ours, and would be found in innocent text. */
const SECRET_MIN_LENGTH = 8;

/** The values of all secret fields, at any depth. */
function secretsIn(value: unknown): string[] {
  if (value === null || typeof value !== "object") return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    SECRET_FIELDS.has(name) && typeof inner === "string" ? [inner] : secretsIn(inner),
  );
}

function redactValue(value: unknown, secrets: readonly string[]): unknown {
  if (typeof value === "string") {
    // A mail tells its token in its text and its link too.
    return redactText(secrets.reduce((text, secret) => text.replaceAll(secret, STAND_IN), value));
  }
  if (Array.isArray(value)) return value.map((inner) => redactValue(inner, secrets));
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      SECRET_FIELDS.has(name) && typeof inner === "string" ? STAND_IN : redactValue(inner, secrets),
    ]),
  );
}

/** Where it finds nothing in a JSON text, there is no secret in it; what it finds need be none. */
const MAY_BE_SECRET = new RegExp(
  `ob_live_|obs_|whsec_|[?&](?:token|signature)=|"(?:${[...SECRET_FIELDS].join("|")})":`,
);

/** JSON text with every secret field replaced; text that is not JSON is treated as free text. */
export function redactJson(text: string): string {
  try {
    const value: unknown = JSON.parse(text);
    const plain = JSON.stringify(value);
    // Most answers hold none, and looking at each of their values takes longer than all else that a client does with them.
    if (!MAY_BE_SECRET.test(plain)) return plain;
    const secrets = secretsIn(value).filter(({ length }) => length >= SECRET_MIN_LENGTH);
    return JSON.stringify(redactValue(value, secrets));
  } catch {
    return redactText(text);
  }
}

function shownCredential(authorization: string): string {
  return `Bearer ${authorization.startsWith("Bearer obs_") ? SESSION_PLACEHOLDER : KEY_PLACEHOLDER}`;
}

/** Header names in lower case → values, with credentials replaced. */
export function redactHeaders(headers: Iterable<[string, string]>): Record<string, string> {
  const shown: Record<string, string> = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    shown[key] = key === "authorization" ? shownCredential(value) : redactText(value);
  }
  return shown;
}
