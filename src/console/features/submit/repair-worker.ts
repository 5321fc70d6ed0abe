/// <reference lib="webworker" />
import { repairInput } from "./repair-input.ts";
import type { RepairReport, RepairRequest } from "./repair-messages.ts";

/** Reports often enough to be watched and seldom enough not to slow the repair. */
const MS_BETWEEN_PROGRESS = 100;

function report(message: RepairReport): void {
  self.postMessage(message);
}

self.addEventListener("message", ({ data }: MessageEvent<RepairRequest>) => {
  const { input, plan, knownModels } = data;
  let lastMs = 0;
  const repair = repairInput(input, plan, knownModels && new Set(knownModels), (progress) => {
    const now = performance.now();
    if (now - lastMs < MS_BETWEEN_PROGRESS) return;
    lastMs = now;
    report({ kind: "progress", progress });
  });
  repair.then(
    (outcome) => report({ kind: "done", outcome }),
    (error: unknown) =>
      report({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
