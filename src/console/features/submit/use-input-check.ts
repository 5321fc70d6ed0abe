import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { useEffect, useState } from "react";
import type { CheckProgress, InputCheck } from "./check-input.ts";
import type { CheckReport, CheckRequest } from "./check-messages.ts";

/** How far the check of an input is. */
export type CheckState =
  | {
      status: "checking";
      progress: CheckProgress;
      issues: readonly ManifestIssue[];
      elapsedMs: number;
    }
  | { status: "done"; result: InputCheck; issues: readonly ManifestIssue[] }
  | { status: "failed"; message: string }
  | { status: "cancelled" };

const BEGUN: CheckState = {
  status: "checking",
  progress: { bytes: 0, lines: 0, issues: 0 },
  issues: [],
  elapsedMs: 0,
};

interface Checked {
  input: Blob;
  state: CheckState;
}

/**
 * Checks an input in a worker of its own, which ends with the check, with another input, and on `cancel`. `knownModels`
 * must keep its identity while it says the same.
 */
export function useInputCheck(
  input: Blob | undefined,
  knownModels: string[] | undefined,
): { state: CheckState | undefined; cancel: () => void } {
  const [checked, setChecked] = useState<Checked>();
  const [cancelled, setCancelled] = useState<Blob>();
  const isCancelled = input !== undefined && cancelled === input;

  useEffect(() => {
    if (input === undefined || isCancelled) return;
    const worker = new Worker(new URL("./validate-worker.ts", import.meta.url), { type: "module" });
    const issues: ManifestIssue[] = [];
    const startedMs = performance.now();
    const tell = (state: CheckState): void => setChecked({ input, state });
    worker.addEventListener("message", ({ data }: MessageEvent<CheckReport>) => {
      if (data.kind === "issues") for (const issue of data.issues) issues.push(issue);
      else if (data.kind === "progress") {
        const elapsedMs = performance.now() - startedMs;
        tell({ status: "checking", progress: data.progress, issues, elapsedMs });
      } else {
        worker.terminate();
        if (data.kind === "done") tell({ status: "done", result: data.result, issues });
        else tell({ status: "failed", message: data.message });
      }
    });
    worker.addEventListener("error", ({ message }) => tell({ status: "failed", message }));
    const request: CheckRequest = { input, knownModels };
    worker.postMessage(request);
    return () => worker.terminate();
  }, [input, knownModels, isCancelled]);

  const state = checked?.input === input ? checked?.state : BEGUN;
  return {
    state: input === undefined ? undefined : isCancelled ? { status: "cancelled" } : state,
    cancel: () => setCancelled(input),
  };
}
