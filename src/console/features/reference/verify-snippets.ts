import { SIGNATURE_HEADER, STANDARD_HEADERS } from "#contract/webhook-events.ts";

const HEX_HEADER = SIGNATURE_HEADER.toLowerCase();

/** A receiver's check of either signature for Node: `isGenuine(secret, headers, body)` over the raw body's text. */
export const VERIFY_IN_NODE = `import { createHmac, timingSafeEqual } from "node:crypto";

const same = (a, b) =>
  Buffer.byteLength(a) === Buffer.byteLength(b) && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** body is the raw text as it came: parse it only afterwards. */
export function isGenuine(secret, headers, body) {
  const hex = createHmac("sha256", secret).update(body).digest("hex");
  if (same(hex, headers["${HEX_HEADER}"] ?? "")) return true;

  const id = headers["${STANDARD_HEADERS.id}"];
  const timestamp = headers["${STANDARD_HEADERS.timestamp}"];
  const key = secret.startsWith("whsec_") ? Buffer.from(secret.slice(6), "base64") : secret;
  const own = createHmac("sha256", key).update(\`\${id}.\${timestamp}.\${body}\`).digest("base64");
  return (headers["${STANDARD_HEADERS.signature}"] ?? "").split(" ").some((one) => same(one, \`v1,\${own}\`));
}`;

/** The same for Python: `is_genuine(secret, headers, body)` over the raw body's bytes. */
export const VERIFY_IN_PYTHON = `import base64, hashlib, hmac

def is_genuine(secret: str, headers: dict, body: bytes) -> bool:
    """body is the raw bytes as they came: parse them only afterwards."""
    own = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    if hmac.compare_digest(own, headers.get("${HEX_HEADER}", "")):
        return True

    content = f"{headers['${STANDARD_HEADERS.id}']}.{headers['${STANDARD_HEADERS.timestamp}']}.".encode() + body
    key = base64.b64decode(secret[6:]) if secret.startswith("whsec_") else secret.encode()
    own = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    return any(hmac.compare_digest(own, one) for one in headers["${STANDARD_HEADERS.signature}"].split())`;
