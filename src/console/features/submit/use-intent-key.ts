import { useState } from "react";

interface Intent {
  key: string;
  /** The payload that went out under the key; undefined before the first time. */
  sent: string | undefined;
}

function newIntent(): Intent {
  return { key: newKey(), sent: undefined };
}

/** 128 random bits; `randomUUID` is missing where the page is not served securely. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `console-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/**
 * One idempotency key an intent: it stays while the same payload is sent again, by a double click or after a lost answer, and
 * is another once a payload that was sent has changed.
 */
export function useIntentKey(payload: string): { key: string; markSent: () => void } {
  const [intent, setIntent] = useState(newIntent);
  if (intent.sent !== undefined && intent.sent !== payload) setIntent(newIntent());
  return { key: intent.key, markSent: () => setIntent({ ...intent, sent: payload }) };
}
