import type { BatchEvent, RouteReceipt } from "#contract/batch-records.ts";
import type { batches } from "#contract/batches.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Database } from "#gateway/database/database.ts";
import type { Handlers } from "#gateway/http/handler.ts";
import { decodeCursor, pageOfRows } from "#gateway/http/page-cursor.ts";
import { type BatchEventRow, listEvents } from "./event-store.ts";
import { laneStories } from "./lane-stories.ts";
import { listReceipts, type ReceiptRow } from "./receipt-store.ts";
import { getBatch } from "./store.ts";

type TimelineHandlers = Pick<Handlers<typeof batches>, "events" | "lanes" | "routeReceipts">;

const BEFORE_ALL = { unit: -1, place: -1 };

/** Answers what happened to a batch: its events, what its lanes did, and its route receipts. */
export function createTimelineHandlers({
  clock,
  database,
}: {
  clock: Clock;
  database: Database;
}): TimelineHandlers {
  return {
    async events({ principal: { org_id }, params: { id }, query: { limit, cursor }, revalidate }) {
      const { version } = await getBatch(database, org_id, id);
      return revalidate(`${id}-${version}`, async () => {
        const after = Number(decodeCursor(cursor, /^\d{1,9}$/) ?? 0);
        const rows = await listEvents(database, id, { limit: limit + 1, after });
        return pageOfRows(rows, limit, (row) => String(row.sequence), eventOnWire);
      });
    },

    async lanes({ principal: { org_id }, params: { id }, revalidate }) {
      const row = await getBatch(database, org_id, id);
      return revalidate(`${id}-${row.version}`, async () => ({
        data: await laneStories(database, row, clock.now()),
      }));
    },

    async routeReceipts({
      principal: { org_id },
      params: { id },
      query: { limit, cursor },
      revalidate,
    }) {
      const { version } = await getBatch(database, org_id, id);
      return revalidate(`${id}-${version}`, async () => {
        const [unit, place] =
          decodeCursor(cursor, /^\d{1,9}-\d{1,9}$/)
            ?.split("-")
            .map(Number) ?? [];
        const after = unit === undefined || place === undefined ? BEFORE_ALL : { unit, place };
        const rows = await listReceipts(database, id, { limit: limit + 1, after });
        return pageOfRows(rows, limit, (row) => `${row.unit}-${row.place}`, receiptOnWire);
      });
    },
  };
}

function eventOnWire(row: BatchEventRow): BatchEvent {
  return { ...row, at: row.at.toISOString() };
}

function receiptOnWire(row: ReceiptRow): RouteReceipt {
  return { ...row, started_at: row.started_at.toISOString(), ended_at: row.ended_at.toISOString() };
}
