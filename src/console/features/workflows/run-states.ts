import type { AgentRun } from "#contract/workflows.ts";
import type { Tone } from "../../ui/tone.ts";

const TONES: Record<AgentRun["status"], Tone> = {
  queued: "waiting",
  running: "running",
  completed: "done",
  failed: "failed",
};

/** The state of a run as a tone. */
export function runTone(status: AgentRun["status"]): Tone {
  return TONES[status];
}

/** Whether a run will never change again. */
export function isRunOver({ status }: Pick<AgentRun, "status">): boolean {
  return status === "completed" || status === "failed";
}
