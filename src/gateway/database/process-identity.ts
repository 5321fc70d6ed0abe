import { readFileSync } from "node:fs";

/**
 * When a process started, as text to compare: numbers of processes are used again, after a restart of a
 * container most of all. Null where the system has no `/proc` or no such process.
 */
export function startOf(pid: number): string | null {
  const stat = readStat(pid);
  if (!stat) return null;
  try {
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${stat.startTicks}`;
  } catch {
    return null;
  }
}

/** Whether the process that once had this number and this start still runs. */
export function isRunning(pid: number, started: string | null): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // Not permitted to signal it means that it is there.
    if (!(error instanceof Error && "code" in error && error.code === "EPERM")) return false;
  }
  const state = readStat(pid)?.state;
  // A zombie has ended; it only waits for its parent to notice.
  if (state === "Z" || state === "X") return false;
  const current = startOf(pid);
  return started === null || current === null || started === current;
}

function readStat(pid: number): { state: string; startTicks: string } | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  // The command's name, in parentheses, may hold spaces and parentheses itself; the fields follow it.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, startTicks] = [fields[0], fields[19]];
  return state === undefined || startTicks === undefined ? undefined : { state, startTicks };
}
