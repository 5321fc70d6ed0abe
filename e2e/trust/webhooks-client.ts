import { setTimeout as delay } from "node:timers/promises";
import type { Client } from "#contract/client.ts";
import { contract } from "#contract/index.ts";
import type { Delivery } from "#contract/webhooks.ts";
import { allPages } from "../torture/pages.ts";

/** What every webhook of the run is signed with, unless its secret is rotated. */
export const SECRET = `whsec_${Buffer.alloc(32, 9).toString("base64")}`;
const WAIT_MS = 90_000;
const LOOK_EVERY_MS = 100;

/** Looks until it is so; false where that takes too long. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<boolean> {
  for (const end = Date.now() + WAIT_MS; Date.now() < end;) {
    if (await isSo()) return true;
    await delay(LOOK_EVERY_MS);
  }
  return false;
}

/** All deliveries of the client's org. */
export function listDeliveries(client: Client): Promise<Delivery[]> {
  return allPages((cursor) =>
    client.call(contract.webhooks.listDeliveries, {
      query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
}
