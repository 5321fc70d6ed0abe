import type { BatchLaneStory } from "#contract/batch-records.ts";
import { toMoney } from "#contract/primitives.ts";
import type { Queryable } from "#gateway/database/database.ts";
import { type Figures, listFolded } from "./event-store.ts";
import { CLIMB_KEYS, climbKey, type Ladder } from "./ladder.ts";
import { type BatchLaneRow, listBatchLanes } from "./lane-store.ts";
import { type BusyTime, listBusyTimes } from "./receipt-store.ts";
import type { BatchRow } from "./store.ts";
import { billOfBatch } from "./wire-batch.ts";

/** A pause shorter than this part of the time that the batch has taken does not show on its axis. */
const SHORTEST_PAUSE = 1 / 240;

/** How each lane of a batch's ladders took part in it, in the order in which its lanes are shown; also of lanes that were never needed. */
export async function laneStories(
  queryable: Queryable,
  row: BatchRow,
  now: Date,
): Promise<BatchLaneStory[]> {
  const lanes = (await listBatchLanes(queryable, [row.id])).get(row.id) ?? [];
  const climbs = new Map(
    (await listFolded(queryable, row.id, CLIMB_KEYS)).map(({ fold_key, figures }) => [
      fold_key,
      figures,
    ]),
  );
  const times = await listBusyTimes(queryable, row.id, pauseSeconds(row, now));
  const bill = billOfBatch(row, lanes);
  return lanes.map((lane, at) => {
    const own = times.filter((time) => isOn(lane, time));
    return {
      lane_id: lane.lane_id,
      display_name: lane.display_name,
      provider: lane.provider,
      model: lane.model,
      planned_items: plannedItems(row.ladders, lane),
      items: lane.items,
      completed: lane.completed,
      failed: lane.failed,
      retries: own.reduce((sum, { retries }) => sum + retries, 0),
      passed_on: lanes.flatMap((to) => passedOn(to, climbs.get(climbKey(lane, to)))),
      busy: own.map(({ from_at, to_at }) => ({
        from: from_at.toISOString(),
        to: to_at.toISOString(),
      })),
      busy_seconds: own.reduce((sum, { busy_seconds }) => sum + busy_seconds, 0),
      cost: toMoney(bill.lines[at] ?? 0n),
    };
  });
}

function pauseSeconds({ created_at, started_at, completed_at }: BatchRow, now: Date): number {
  const passedMs = (completed_at ?? now).getTime() - (started_at ?? created_at).getTime();
  return (Math.max(0, passedMs) / 1_000) * SHORTEST_PAUSE;
}

function plannedItems(ladders: readonly Ladder[], lane: BatchLaneRow): number {
  return ladders
    .filter(({ rungs: [first] }) => first !== undefined && isOn(lane, first))
    .reduce((sum, { items }) => sum + items, 0);
}

function passedOn(
  { lane_id, model }: BatchLaneRow,
  reasons: Figures | undefined,
): BatchLaneStory["passed_on"] {
  if (reasons === undefined) return [];
  const items = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return [{ lane_id, model, items, reasons }];
}

function isOn(
  lane: Pick<BatchLaneRow, "lane_id" | "model">,
  { lane_id, model }: Pick<BusyTime, "lane_id" | "model">,
): boolean {
  return lane.lane_id === lane_id && lane.model === model;
}
