import { useEffect, useState } from "react";
import type { RepairOutcome, RepairPlan, RepairProgress } from "./repair-input.ts";
import type { RepairReport, RepairRequest } from "./repair-messages.ts";

/** How far the repair of an input is; undefined before one was asked for. */
export type RepairState =
  | { status: "repairing"; progress: RepairProgress }
  | { status: "done"; outcome: RepairOutcome }
  | { status: "failed"; message: string }
  | { status: "cancelled" };

export interface Repair {
  state: RepairState | undefined;
  start: (plan: RepairPlan) => void;
  cancel: () => void;
}

interface Asked {
  input: Blob;
  plan: RepairPlan;
}

/**
 * Repairs an input in a worker of its own, which ends with the repair, with another input, and on `cancel`. What was repaired is
 * forgotten with the input.
 */
export function useRepair(input: Blob | undefined, knownModels: string[] | undefined): Repair {
  const [asked, setAsked] = useState<Asked>();
  const [told, setTold] = useState<{ asked: Asked; state: RepairState }>();
  const current = asked !== undefined && asked.input === input ? asked : undefined;

  useEffect(() => {
    if (current === undefined) return;
    const worker = new Worker(new URL("./repair-worker.ts", import.meta.url), { type: "module" });
    const tell = (state: RepairState): void => setTold({ asked: current, state });
    worker.addEventListener("message", ({ data }: MessageEvent<RepairReport>) => {
      if (data.kind === "progress") {
        tell({ status: "repairing", progress: data.progress });
        return;
      }
      worker.terminate();
      if (data.kind === "done") tell({ status: "done", outcome: data.outcome });
      else tell({ status: "failed", message: data.message });
    });
    worker.addEventListener("error", ({ message }) => tell({ status: "failed", message }));
    const request: RepairRequest = { ...current, knownModels };
    worker.postMessage(request);
    return () => worker.terminate();
  }, [current, knownModels]);

  return {
    state: current === undefined ? cancelledOf(told, input) : stateOf(told, current),
    start(plan) {
      if (input === undefined) return;
      setTold(undefined);
      setAsked({ input, plan });
    },
    cancel() {
      if (current !== undefined) setTold({ asked: current, state: { status: "cancelled" } });
      setAsked(undefined);
    },
  };
}

type Told = { asked: Asked; state: RepairState } | undefined;

function cancelledOf(told: Told, input: Blob | undefined): RepairState | undefined {
  const isHere = told?.state.status === "cancelled" && told.asked.input === input;
  return isHere ? told.state : undefined;
}

function stateOf(told: Told, asked: Asked): RepairState {
  if (told?.asked === asked) return told.state;
  const progress: RepairProgress = { step: "repairing", bytes: 0, total: asked.input.size };
  return { status: "repairing", progress };
}
