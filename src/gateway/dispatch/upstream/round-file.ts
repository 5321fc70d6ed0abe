import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import type { ItemProgress, ItemRun, RungStep } from "../ladder-climb.ts";
import { artifactLines } from "./artifact-lines.ts";

/** An item that waits for the answers of an upstream batch. */
export interface WaitingItem {
  progress: ItemProgress;
  /** Of the upstream batch. */
  reference: string;
  /** When it came to its rung. */
  started_at: Date;
  /** Upstream batches that it has been in on its rung, this one included. */
  attempts: number;
}

/** How an item of a unit stands after a pass. */
export interface RoundEntry {
  custom_id: string;
  state: ItemRun | WaitingItem;
}

export function writeEntry({ custom_id, state }: RoundEntry): string {
  return `${JSON.stringify({ custom_id, state })}\n`;
}

/** The entries of a unit in the order of its items, as a pass has left them. */
export async function* readRound(
  storage: ArtifactStorage,
  name: string,
): AsyncGenerator<RoundEntry> {
  for await (const line of artifactLines(storage, name)) yield readEntry(line);
}

function readEntry(line: string): RoundEntry {
  // Written by `writeEntry` alone; of what JSON changes, there are the moments.
  const { custom_id, state } = JSON.parse(line) as RoundEntry;
  if ("outcome" in state)
    return { custom_id, state: { ...state, steps: state.steps.map(withDates) } };
  const { progress } = state;
  return {
    custom_id,
    state: {
      ...state,
      started_at: new Date(state.started_at),
      progress: { ...progress, steps: progress.steps.map(withDates) },
    },
  };
}

function withDates(step: RungStep): RungStep {
  return { ...step, started_at: new Date(step.started_at), ended_at: new Date(step.ended_at) };
}
