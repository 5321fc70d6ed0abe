import { compareArtifacts, type ComparedArtifacts } from "./compared-rows.ts";

/** The artifacts of two batches, as they came. */
export interface CompareQuestion {
  earlier: readonly Blob[];
  later: readonly Blob[];
}

/** What the worker answers: the rows, or why there are none. */
export type CompareAnswer = ComparedArtifacts | { failure: string };

// A worker's own `postMessage`; the library in use here is a window's.
const scope = self as unknown as { postMessage: (answer: CompareAnswer) => void };

self.addEventListener("message", ({ data }: MessageEvent<CompareQuestion>) => {
  compareArtifacts(data.earlier, data.later).then(
    (compared) => scope.postMessage(compared),
    (error: unknown) => scope.postMessage({ failure: String(error) }),
  );
});
