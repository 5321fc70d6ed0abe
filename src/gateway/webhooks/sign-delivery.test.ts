import { expect, test } from "vitest";
import type { EventId } from "#contract/primitives.ts";
import { newWebhookSecret, signHex, signStandard } from "#contract/webhook-signature.ts";
import { SIGNATURE_HEADER, STANDARD_HEADERS } from "#contract/webhook-events.ts";
import { signatureHeaders } from "./sign-delivery.ts";

const eventId = "evt_0123456789abcdefghjk" as EventId;
const body = new TextEncoder().encode('{"note":"zażółć 👋"}');
const at = new Date("2026-11-24T12:00:00.999Z");
const seconds = Math.floor(at.getTime() / 1_000);

test.each([newWebhookSecret(), "зашифровано", "whsec_not base64!"])(
  "signs as the contract says, with %j",
  async (secret) => {
    expect(signatureHeaders({ eventId, body, at }, [secret])).toEqual({
      [SIGNATURE_HEADER]: await signHex(secret, body),
      [STANDARD_HEADERS.id]: eventId,
      [STANDARD_HEADERS.timestamp]: String(seconds),
      [STANDARD_HEADERS.signature]: await signStandard(secret, eventId, seconds, body),
    });
  },
);

test("signs with both secrets of a rotation, the newer one first and alone in the first scheme", async () => {
  const headers = signatureHeaders({ eventId, body, at }, ["new", "old"]);
  expect(headers[SIGNATURE_HEADER]).toBe(await signHex("new", body));
  expect(headers[STANDARD_HEADERS.signature]).toBe(
    `${await signStandard("new", eventId, seconds, body)} ${await signStandard("old", eventId, seconds, body)}`,
  );
});
