import type { JobRoom } from "./claim-jobs.ts";
import { type JobLoad, NO_GROUP, type SharedRoom } from "./claim-shared-jobs.ts";
import type { ClaimedJob } from "./job.ts";
import type { JobHandler } from "./job-handler.ts";

export interface RoomOptions {
  /** How many jobs of a kind run at a time where its handler does not say. */
  concurrency: number;
  /** No more than so many, whatever the handler says. */
  most?: number;
}

/** Of each kind as many as its handler takes beside what runs; kinds without room are left out. */
export function roomsBeside(
  running: Iterable<ClaimedJob>,
  handlers: Iterable<JobHandler>,
  { concurrency: usual, most = Number.POSITIVE_INFINITY }: RoomOptions,
): JobRoom[] {
  const used = new Map<string, number>();
  for (const { kind } of running) used.set(kind, (used.get(kind) ?? 0) + 1);
  return [...handlers]
    .map(({ kind, concurrency = usual }) => ({
      kind,
      free: Math.min(concurrency, most) - (used.get(kind) ?? 0),
    }))
    .filter(({ free }) => free > 0);
}

/** The room of a kind whose groups take turns, beside what runs; undefined where it has none, and for other kinds. */
export function sharedRoomBeside(
  running: Iterable<ClaimedJob>,
  { kind, shared }: JobHandler,
): SharedRoom | undefined {
  if (shared === undefined) return undefined;
  const byGroup = new Map<string, JobLoad>();
  let { jobs, weight } = shared;
  const { mostOfAGroup } = shared;
  for (const job of running) {
    if (job.kind !== kind) continue;
    const group = job.group_key ?? NO_GROUP;
    const load = byGroup.get(group) ?? { jobs: 0, weight: 0 };
    byGroup.set(group, { jobs: load.jobs + 1, weight: load.weight + Number(job.weight) });
    jobs -= 1;
    weight -= Number(job.weight);
  }
  if (jobs <= 0) return undefined;
  const room = { kind, free: { jobs, weight }, running: byGroup };
  return mostOfAGroup === undefined ? room : { ...room, mostOfAGroup };
}
