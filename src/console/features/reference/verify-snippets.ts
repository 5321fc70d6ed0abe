import { SIGNATURE_HEADER, STANDARD_HEADERS } from "#contract/webhook-events.ts";

const HEX_HEADER = SIGNATURE_HEADER.toLowerCase();

/** A receiver's check of either signature for Node: `isGenuine(secret, headers, body)` over the raw body's text. */
export const VERIFY_IN_NODE = `import { createHmac, timingSafeEqual } from "node:crypto";

function same(one, other) {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** body: the raw text as it came; parse it afterwards. */
export function isGenuine(secret, headers, body) {
  const hex = createHmac("sha256", secret).update(body);
  const given = headers["${HEX_HEADER}"] ?? "";
  if (same(hex.digest("hex"), given)) return true;

  const id = headers["${STANDARD_HEADERS.id}"];
  const timestamp = headers["${STANDARD_HEADERS.timestamp}"];
  const isOurs = secret.startsWith("whsec_");
  const key = isOurs ? Buffer.from(secret.slice(6), "base64") : secret;
  const own = createHmac("sha256", key)
    .update(\`\${id}.\${timestamp}.\${body}\`)
    .digest("base64");
  const signatures = headers["${STANDARD_HEADERS.signature}"] ?? "";
  return signatures.split(" ").some((one) => same(one, \`v1,\${own}\`));
}`;

/** The same for Python: `is_genuine(secret, headers, body)` over the raw body's bytes. */
export const VERIFY_IN_PYTHON = `import base64, hashlib, hmac

def is_genuine(secret: str, headers: dict, body: bytes) -> bool:
    """body: the raw bytes as they came; parse them afterwards."""
    own = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    given = headers.get("${HEX_HEADER}", "")
    if hmac.compare_digest(own, given):
        return True

    id, timestamp = headers["${STANDARD_HEADERS.id}"], headers["${STANDARD_HEADERS.timestamp}"]
    content = f"{id}.{timestamp}.".encode() + body
    is_ours = secret.startswith("whsec_")
    key = base64.b64decode(secret[6:]) if is_ours else secret.encode()
    digest = hmac.new(key, content, hashlib.sha256).digest()
    own = "v1," + base64.b64encode(digest).decode()
    signatures = headers["${STANDARD_HEADERS.signature}"].split()
    return any(hmac.compare_digest(own, one) for one in signatures)`;
