/// <reference lib="webworker" />
import { buildLines } from "./build-lines.ts";
import type { BuildReport, BuildRequest } from "./build-messages.ts";

/** Reports often enough to be watched and seldom enough not to slow the work. */
const MS_BETWEEN_PROGRESS = 100;

function report(message: BuildReport): void {
  self.postMessage(message);
}

self.addEventListener("message", ({ data }: MessageEvent<BuildRequest>) => {
  let lastMs = 0;
  const build = buildLines(data.input, data.plan, (bytes) => {
    const now = performance.now();
    if (now - lastMs < MS_BETWEEN_PROGRESS) return;
    lastMs = now;
    report({ kind: "progress", bytes });
  });
  build.then(
    (done) => report({ kind: "done", build: done }),
    (error: unknown) =>
      report({ kind: "failed", message: error instanceof Error ? error.message : String(error) }),
  );
});
