import { useEffect, useState } from "react";
import type { CsvBuild, CsvPlan } from "./build-lines.ts";
import type { BuildReport, BuildRequest } from "./build-messages.ts";

/** How far the lines of a CSV file are; undefined before they were asked for. */
export type BuildState =
  | { status: "building"; bytes: number }
  | { status: "done"; build: CsvBuild }
  | { status: "failed"; message: string };

interface CsvBuilding {
  state: BuildState | undefined;
  start: (input: Blob, plan: CsvPlan) => void;
  /** Stops what is under way and forgets what was built. */
  reset: () => void;
}

/** Builds lines in a worker of its own, which ends with the work, with the page and on `reset`. */
export function useCsvBuild(onBuilt: (build: CsvBuild) => void): CsvBuilding {
  const [state, setState] = useState<BuildState>();
  const [worker, setWorker] = useState<Worker>();

  useEffect(() => () => worker?.terminate(), [worker]);

  return {
    state,
    start(input, plan) {
      const next = new Worker(new URL("./build-worker.ts", import.meta.url), { type: "module" });
      next.addEventListener("message", ({ data }: MessageEvent<BuildReport>) => {
        if (data.kind === "progress") {
          setState({ status: "building", bytes: data.bytes });
          return;
        }
        next.terminate();
        if (data.kind === "failed") setState({ status: "failed", message: data.message });
        else {
          setState({ status: "done", build: data.build });
          onBuilt(data.build);
        }
      });
      next.addEventListener("error", ({ message }) => setState({ status: "failed", message }));
      const request: BuildRequest = { input, plan };
      next.postMessage(request);
      setWorker(next);
      setState({ status: "building", bytes: 0 });
    },
    reset() {
      setWorker(undefined);
      setState(undefined);
    },
  };
}
