import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import { useEffect, useRef, useState } from "react";
import { useAction } from "../../api/query.ts";
import { uploadTransport } from "../../api/upload-transport.ts";
import type { LocalInput } from "./local-input.ts";

export interface Upload {
  /** Bytes sent of all; undefined while nothing is under way. */
  progress: { sent: number; total: number } | undefined;
  isCancelled: boolean;
  /** Why the last one failed; a cancelled one did not fail. */
  error: Error | null;
  start: (input: LocalInput, onDone: (file: InputFile) => void) => void;
  cancel: () => void;
  reset: () => void;
}

/** Sends an input to the gateway, with progress; leaving the page cancels it. */
export function useUpload(): Upload {
  const action = useAction(contract.files.upload);
  const [progress, setProgress] = useState<Upload["progress"]>();
  const controller = useRef<AbortController>(undefined);
  const isAborted = action.error instanceof DOMException && action.error.name === "AbortError";

  useEffect(() => () => controller.current?.abort(), []);

  return {
    progress: action.isPending ? progress : undefined,
    isCancelled: isAborted,
    error: isAborted ? null : action.error,
    start({ blob, filename }, onDone) {
      controller.current = new AbortController();
      setProgress({ sent: 0, total: blob.size });
      const transport = uploadTransport((sent, total) => setProgress({ sent, total }));
      action.mutate(
        {
          query: { filename },
          body: blob,
          call: { transport, signal: controller.current.signal },
        },
        { onSuccess: onDone },
      );
    },
    cancel: () => controller.current?.abort(),
    reset: action.reset,
  };
}
