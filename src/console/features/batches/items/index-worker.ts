import { type IndexedInput, indexInput } from "./input-index.ts";

/** What the worker answers: the index as entries, or why there is none. */
export type IndexAnswer = { entries: [string, IndexedInput][] } | { failure: string };

// A worker's own `postMessage`; the library in use here is a window's.
const scope = self as unknown as { postMessage: (answer: IndexAnswer) => void };

self.addEventListener("message", ({ data }: MessageEvent<Blob>) => {
  indexInput(data).then(
    (index) => scope.postMessage({ entries: [...index] }),
    (error: unknown) => scope.postMessage({ failure: String(error) }),
  );
});
