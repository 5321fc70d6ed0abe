import OpenAI from "openai";
import { Webhook as StandardWebhook } from "standardwebhooks";
import { Webhook as SvixWebhook } from "svix";
import type { FaultyReceipt } from "#test-servers/faulty-receiver.ts";

type Verify = (secret: string, body: string, headers: Record<string, string>) => unknown;

const openai = new OpenAI({ apiKey: "none" });

/** Libraries that others wrote, which receivers of any webhook by the standard use. */
export const VERIFIERS: Readonly<Record<string, Verify>> = {
  standardwebhooks: (secret, body, headers) => new StandardWebhook(secret).verify(body, headers),
  svix: (secret, body, headers) => new SvixWebhook(secret).verify(body, headers),
  openai: (secret, body, headers) => openai.webhooks.unwrap(body, headers, secret),
};

/** Whether a library takes what was received as signed with the secret. */
export async function isTaken(
  verify: Verify,
  secret: string,
  { headers, body }: FaultyReceipt,
): Promise<boolean> {
  try {
    await verify(secret, body.toString(), headers as Record<string, string>); // none that they read comes twice
    return true;
  } catch {
    return false;
  }
}

/** A copy with one thing changed that the signature covers, by the number of the copy. */
export function tampered({ headers, body }: FaultyReceipt, number: number): FaultyReceipt {
  const stamp = Number(headers["webhook-timestamp"]);
  const changed = Buffer.from(body);
  const at = number % body.length;
  changed[at] = (changed[at] ?? 0) ^ 1;
  const copies: readonly FaultyReceipt[] = [
    { headers, body: changed },
    { headers, body: Buffer.concat([body, Buffer.from("\n")]) },
    { headers, body: body.subarray(0, -1) },
    { headers: { ...headers, "webhook-id": `${headers["webhook-id"]}x` }, body },
    { headers: { ...headers, "webhook-timestamp": String(stamp + 1) }, body },
  ];
  return copies[number % copies.length] ?? { headers, body: changed };
}
