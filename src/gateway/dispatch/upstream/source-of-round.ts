import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import type { ItemSource } from "../produce-results.ts";
import { readRound } from "./round-file.ts";

/** What came of the items of a unit, out of the artifact that its last pass left. */
export function sourceOfRound(storage: ArtifactStorage, name: string): ItemSource {
  return async (sink) => {
    const { signal } = new AbortController();
    let place = 0;
    for await (const { custom_id, state } of readRound(storage, name)) {
      if (!("outcome" in state)) throw new TypeError(`Item ${place} of the unit has not ended.`);
      await sink.lines.room(signal);
      sink.take(place, custom_id, state);
      place += 1;
    }
  };
}
