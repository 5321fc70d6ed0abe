import type { ClaimedJob } from "./job.ts";

/** A job as a claim gives it, but for what is said of it. */
export function claimedJob(said: Partial<ClaimedJob> = {}): ClaimedJob {
  return {
    id: 1n,
    fence: 1n,
    kind: "paint",
    payload: { colour: "red" },
    job_key: null,
    group_key: null,
    priority: 0,
    weight: 0n,
    run_at: new Date("2026-11-24T10:00:00Z"),
    attempts: 1,
    max_attempts: 8,
    losses: 0,
    last_error: null,
    created_at: new Date("2026-11-24T10:00:00Z"),
    ...said,
  };
}
