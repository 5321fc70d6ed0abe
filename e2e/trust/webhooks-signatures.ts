import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { FaultyReceipt, FaultyReceiver } from "#test-servers/faulty-receiver.ts";
import { Tally } from "./tally.ts";
import { listDeliveries, SECRET, until } from "./webhooks-client.ts";
import { isTaken, tampered, VERIFIERS } from "./webhooks-verifiers.ts";

/** Each library over all that came, and over a changed copy of each. */
export async function tryVerifying(receipts: readonly FaultyReceipt[]): Promise<Tally> {
  const libraries = Object.keys(VERIFIERS).join(", ");
  const row = new Tally(`what came and changed copies, by ${libraries}`);
  for (const [name, verify] of Object.entries(VERIFIERS)) {
    for (const [number, receipt] of receipts.entries()) {
      const id = receipt.headers["webhook-id"];
      const isGenuineTaken = await isTaken(verify, SECRET, receipt);
      row.end(isGenuineTaken ? "survived" : { lost: `${name} does not take ${id}.` });
      const isCopyTaken = await isTaken(verify, SECRET, tampered(receipt, number));
      row.end(isCopyTaken ? { lost: `${name} takes a changed copy of ${id}.` } : "refused");
    }
  }
  return row;
}

/** Sends a test event and gives what came of it. */
async function receiveTest(client: Client, receiver: FaultyReceiver, path: string) {
  const before = receiver.at(path).length;
  const { delivery } = await client.call(contract.webhooks.test, {});
  await until(() => receiver.at(path).length > before);
  return { delivery, receipt: receiver.at(path)[before] };
}

/** While a secret is rotated both sign; what is sent again by hand is the same event. */
export async function tryRotation(client: Client, receiver: FaultyReceiver): Promise<Tally> {
  const row = new Tally("a rotated secret, and an event sent again by hand");
  const path = "/good/rotated";
  await client.call(contract.webhooks.put, { body: { url: receiver.url + path, secret: SECRET } });
  const before = await receiveTest(client, receiver, path);
  const { secret = "" } = await client.call(contract.webhooks.rotateSecret, {});
  const after = await receiveTest(client, receiver, path);
  for (const [name, verify] of Object.entries(VERIFIERS)) {
    const cases = [
      ["the old secret before", before.receipt, SECRET, true],
      ["the new secret before", before.receipt, secret, false],
      ["the old secret after", after.receipt, SECRET, true],
      ["the new secret after", after.receipt, secret, true],
    ] as const;
    for (const [what, receipt, key, isExpected] of cases) {
      const isOne = receipt !== undefined && (await isTaken(verify, key, receipt));
      const lost = `${name} by ${what}: ${isOne ? "taken" : "not taken"}.`;
      row.end(isOne === isExpected ? (isExpected ? "survived" : "refused") : { lost });
    }
  }
  await until(async () => {
    const found = (await listDeliveries(client)).find(({ id }) => id === after.delivery.id);
    return found?.status === "delivered";
  });
  const count = receiver.at(path).length;
  await client.call(contract.webhooks.redeliver, { params: { id: after.delivery.id } });
  await until(() => receiver.at(path).length > count);
  const again = receiver.at(path)[count];
  const isSame =
    again?.headers["webhook-id"] === after.delivery.event_id &&
    again.body.toString() === after.delivery.body &&
    Number(again.headers["webhook-timestamp"]) >= Date.parse(after.delivery.created_at) / 1_000 - 1;
  row.end(isSame ? "survived" : { lost: "what was sent again is not the same event." });
  return row;
}
