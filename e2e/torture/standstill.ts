import { setTimeout as delay } from "node:timers/promises";
import type { Batch } from "#contract/batches.ts";
import { BOOKS_AUDIT } from "#test-servers/books-audit.ts";
import { findDisorder, findTwice, listRows } from "./batch-records.ts";
import { GatewayGroup, type GroupMember } from "./gateway-group.ts";
import type { PartOptions } from "./part.ts";
import { openUser, smallItems, type TortureUser } from "./torture-user.ts";

/** Longer than a lease of ten seconds. */
export const STANDSTILL_MS = 15_000;
const ITEMS = 40;
const ITEM_MS = 60;

/** Stops a process in the middle of a batch. */
export async function standStill(
  user: TortureUser,
  id: Batch["id"],
  worker: GroupMember,
): Promise<void> {
  await user.until(id, ({ counts }) => counts.completed > 2);
  worker.process.standStill();
}

/** The embedded engine has no line to cut: its one process stands still, and then takes over from itself. */
export class StandstillRun {
  readonly name = "embedded, the process stands still";
  readonly #options: PartOptions;
  summary = "nothing came of it";

  constructor(options: PartOptions) {
    this.#options = options;
  }

  async run(): Promise<string[]> {
    const group = await GatewayGroup.create("embedded", this.#options);
    try {
      const gateway = await group.add("all");
      const user = await openUser(gateway.url, `standstill-${this.#options.seed}`);
      const id = await user.submit(smallItems(ITEMS, ITEM_MS));
      await standStill(user, id, gateway);
      await delay(STANDSTILL_MS);
      gateway.process.goOn();
      const batch = await user.untilEnded(id);
      const { status, counts } = batch;
      const rows = await listRows(user, id);
      await group.rest();
      const store = await group.openStore();
      const found = [...findDisorder(batch, rows), ...(await findTwice(store, id))];
      if (status !== "completed" || counts.completed !== counts.total)
        found.push(`${id} is ${status} with ${counts.completed} of ${counts.total}`);
      const books = await store.query<{ deviation: string }>(BOOKS_AUDIT);
      await store.close();
      this.summary = "it took over from itself, each item once";
      return [...found, ...books.map(({ deviation }) => deviation), ...group.deviations];
    } finally {
      await group.dispose();
    }
  }
}
