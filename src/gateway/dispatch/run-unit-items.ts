import { setImmediate } from "node:timers/promises";
import type { ManifestItem } from "#contract/manifest/item.ts";
import { parseItem } from "#contract/manifest/parse-item.ts";
import { textOfPrompt } from "#contract/manifest/prompt.ts";
import { type Ladder, ladderFinder } from "#gateway/batches/ladder.ts";
import { FIRST_RUNG, type ItemProgress, type ItemRun } from "./ladder-climb.ts";
import { type ItemRequest, type ItemRunner, runItem } from "./run-item.ts";

/** The items of a unit and what they are run under. */
export interface UnitItems {
  /** One line of the input for each item, in order. */
  lines: readonly Uint8Array[];
  first_item: number;
  ladders: readonly Ladder[];
  batch_seed: string;
  /** Resolves when another item may be begun. */
  room: (signal: AbortSignal) => Promise<void>;
  /** Called once for each item, in the order in which they end; `place` counts from 0 within the unit. */
  onEnd: (place: number, custom_id: string, run: ItemRun) => void;
  /** The places of the items that are to be run, each from where it stands; all from their first rung when left out. */
  from?: ReadonlyMap<number, ItemProgress>;
  /** Called instead of `onEnd` for an item that has come to a lane which takes whole batches. */
  onWaiting?: (place: number, progress: ItemProgress) => void;
}

/** Many items between two looks at the event loop: parsing is work, and requests want answers meanwhile. */
export const PARSED_AT_ONCE = 64;

/**
 * Runs all items of a unit, as many at a time as their lanes take. Items are begun in order, those of each first lane
 * by themselves, so that a full lane does not hold up the others. Once the signal aborts, what is not done ends as
 * stopped. Rejects only when a line cannot be read, which its validation rules out.
 */
export async function runUnitItems(
  unit: UnitItems,
  runner: ItemRunner,
  signal: AbortSignal,
): Promise<void> {
  const queues = await placesByFirstLane(unit);
  await Promise.all(
    [...queues].map(([lane_id, places]) => runQueue(unit, runner, signal, lane_id, places)),
  );
}

async function runQueue(
  unit: UnitItems,
  runner: ItemRunner,
  signal: AbortSignal,
  lane_id: string,
  places: Iterable<number>,
): Promise<void> {
  const findLadder = ladderFinder(unit.ladders);
  const lane = runner.lanes.get(lane_id);
  const running: Promise<void>[] = [];
  for (const place of places) {
    const item = itemAt(unit, place);
    let release: (() => void) | undefined;
    try {
      await unit.room(signal);
      if (lane?.kind === "sync") release = await runner.limiter.acquire(lane, runner.owner, signal);
      signal.throwIfAborted();
    } catch {
      release?.();
      const { steps } = unit.from?.get(place) ?? FIRST_RUNG;
      unit.onEnd(place, item.custom_id, { outcome: { kind: "stopped" }, steps });
      continue;
    }
    const rungs = findLadder(item)?.rungs ?? [];
    const from = unit.from?.get(place) ?? FIRST_RUNG;
    const request = requestOf(item, place, unit);
    const run = runItem(request, rungs, runner, signal, from, release).then((ended) =>
      "outcome" in ended
        ? unit.onEnd(place, item.custom_id, ended)
        : unit.onWaiting?.(place, ended),
    );
    // What rejects is told by `Promise.all` below; until then it must not count as unhandled.
    run.catch(() => {});
    running.push(run);
  }
  await Promise.all(running);
}

async function placesByFirstLane(unit: UnitItems): Promise<Map<string, Iterable<number>>> {
  const [only] = unit.ladders;
  const { from } = unit;
  if (only !== undefined && unit.ladders.length === 1 && from === undefined) {
    return new Map([[only.rungs[0]?.lane_id ?? "", unit.lines.keys()]]);
  }
  const findLadder = ladderFinder(unit.ladders);
  const queues = new Map<string, number[]>();
  for (const place of from?.keys() ?? unit.lines.keys()) {
    if (place % PARSED_AT_ONCE === 0) await setImmediate();
    const { at } = from?.get(place) ?? FIRST_RUNG;
    const lane_id = findLadder(itemAt(unit, place))?.rungs[at]?.lane_id ?? "";
    const queue = queues.get(lane_id);
    if (queue === undefined) queues.set(lane_id, [place]);
    else queue.push(place);
  }
  return queues;
}

function itemAt(unit: UnitItems, place: number): ManifestItem {
  const line = unit.lines[place];
  if (line === undefined) throw new RangeError(`The unit has no item ${place}.`);
  return parseItem(line);
}

/** What of a call for an item stays the same on every lane. */
export function requestOf(
  item: ManifestItem,
  place: number,
  unit: Pick<UnitItems, "first_item" | "batch_seed">,
): ItemRequest {
  return {
    custom_id: item.custom_id,
    format: item.format,
    operation: item.operation,
    url: item.url,
    body: item.body,
    prompt_text: textOfPrompt(item.body),
    max_output_tokens: item.max_output_tokens,
    temperature: item.temperature,
    item_index: unit.first_item + place,
    batch_seed: unit.batch_seed,
  };
}
