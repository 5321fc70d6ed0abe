/// <reference lib="webworker" />
import { checkInput } from "./check-input.ts";
import type { CheckReport, CheckRequest } from "./check-messages.ts";

/** Reports often enough to be watched and seldom enough not to slow the check. */
const MS_BETWEEN_PROGRESS = 100;

function report(message: CheckReport): void {
  self.postMessage(message);
}

self.addEventListener("message", ({ data }: MessageEvent<CheckRequest>) => {
  let lastMs = 0;
  const check = checkInput(data.input, data.knownModels && new Set(data.knownModels), {
    onIssues: (issues) => report({ kind: "issues", issues }),
    onProgress(progress) {
      const now = performance.now();
      if (now - lastMs < MS_BETWEEN_PROGRESS) return;
      lastMs = now;
      report({ kind: "progress", progress });
    },
  });
  check.then(
    (result) => report({ kind: "done", result }),
    (error: unknown) =>
      report({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
