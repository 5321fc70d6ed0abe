import { setImmediate } from "node:timers/promises";
import { parseItem } from "#contract/manifest/parse-item.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { readLineWindows } from "../read-lines.ts";
import { PARSED_AT_ONCE, requestOf } from "../run-unit-items.ts";
import { lineId } from "./line-id.ts";
import { readRound } from "./round-file.ts";
import type { UpstreamBatchRow } from "#gateway/batches/upstream-store.ts";
import type { UpstreamUnit } from "./upstream-unit.ts";

/** The lines of an upstream batch as its lane writes them, in the order of the items, each with its line end. */
export async function* orderLines(
  storage: ArtifactStorage,
  lane: BatchLane,
  { batch, unit, input_key }: UpstreamUnit,
  { reference, model }: UpstreamBatchRow,
): AsyncGenerator<Uint8Array> {
  if (unit.round_name === null)
    throw new TypeError("Before the first pass nothing is handed over.");
  const { batch_seed } = batch;
  const { first_item } = unit;
  const states = readRound(storage, unit.round_name);
  let place = 0;
  try {
    for await (const lines of readLineWindows(storage, input_key, unit)) {
      const written: string[] = [];
      for (const line of lines) {
        if (place % PARSED_AT_ONCE === 0) await setImmediate();
        const state = (await states.next()).value?.state;
        if (state !== undefined && "reference" in state && state.reference === reference) {
          const request = requestOf(parseItem(line), place, { first_item, batch_seed });
          const named = { ...request, model, attempt: state.attempts };
          written.push(`${lane.write(named, lineId(reference, place)).text}\n`);
        }
        place += 1;
      }
      if (written.length > 0) yield Buffer.from(written.join(""));
    }
  } finally {
    await states.return(undefined);
  }
}
