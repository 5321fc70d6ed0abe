import { SIGNATURE_HEADER, STANDARD_HEADERS } from "#contract/webhook-events.ts";
import { signHex, signStandard } from "#contract/webhook-signature.ts";
import { eventExample } from "./event-examples.ts";

/** The secret of the example; no endpoint has it. */
export const EXAMPLE_SECRET = "whsec_ZXhhbXBsZS1vbmx5LW5vdC1hLXJlYWwtc2VjcmV0ISE="; // not-a-secret: it says so

const ID_HEADER = STANDARD_HEADERS.id;

/** A delivery that is really signed: its exact body, and its headers by their names in lower case. */
export async function signedExample(): Promise<{ body: string; headers: Record<string, string> }> {
  const event = eventExample("batch.completed");
  const body = JSON.stringify(event);
  const bytes = new TextEncoder().encode(body);
  const id = String(event["id"]);
  const timestamp = Number(event["created"]) + 1;
  return {
    body,
    headers: {
      [SIGNATURE_HEADER.toLowerCase()]: await signHex(EXAMPLE_SECRET, bytes),
      [ID_HEADER]: id,
      [STANDARD_HEADERS.timestamp]: String(timestamp),
      [STANDARD_HEADERS.signature]: await signStandard(EXAMPLE_SECRET, id, timestamp, bytes),
    },
  };
}
