import type { Batch } from "#contract/batches.ts";
import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import { useEffect, useMemo, useState } from "react";
import { useEndpoint } from "../../../api/query.ts";
import { formatBytes } from "../../../format/bytes.ts";
import { useFile } from "../../files/queries.ts";
import type { IndexAnswer } from "./index-worker.ts";
import { type IndexedInput, READABLE_INPUT_BYTES } from "./input-index.ts";

/** The inputs of a batch by id, or why they cannot be shown. */
export type InputJoin =
  | { kind: "loading" }
  | { kind: "unavailable"; why: string }
  | {
      kind: "ready";
      file: InputFile;
      bytes: Blob;
      index: ReadonlyMap<string, IndexedInput>;
      /** In the order of the input. */
      ids: readonly string[];
    };

/** An index is made once for each file that was read. */
const indexes = new WeakMap<Blob, Promise<ReadonlyMap<string, IndexedInput>>>();

function indexOf(bytes: Blob): Promise<ReadonlyMap<string, IndexedInput>> {
  const known = indexes.get(bytes);
  if (known !== undefined) return known;
  const made = new Promise<ReadonlyMap<string, IndexedInput>>((resolve, reject) => {
    const worker = new Worker(new URL("./index-worker.ts", import.meta.url), { type: "module" });
    worker.addEventListener("message", ({ data }: MessageEvent<IndexAnswer>) => {
      worker.terminate();
      if ("entries" in data) resolve(new Map(data.entries));
      else reject(new Error(data.failure));
    });
    worker.addEventListener("error", ({ message }) => {
      worker.terminate();
      reject(new Error(message));
    });
    worker.postMessage(bytes);
  });
  indexes.set(bytes, made);
  return made;
}

type Indexed = { bytes: Blob; index: ReadonlyMap<string, IndexedInput> | Error; ids: string[] };

/**
 * Reads the input file once, when it is small enough for a browser, and finds each item's line in a worker. The same object
 * as long as nothing of it has changed.
 */
export function useInputJoin(batch: Batch): InputJoin {
  const file = useFile(batch.input_file_id, true);
  const isReadable = file.data !== undefined && file.data.bytes <= READABLE_INPUT_BYTES;
  const content = useEndpoint(
    contract.files.content,
    { params: { id: batch.input_file_id } },
    { enabled: isReadable, staleTime: Infinity },
  );
  const bytes = content.data;
  const [indexed, setIndexed] = useState<Indexed>();
  useEffect(() => {
    if (bytes === undefined) return;
    let isCurrent = true;
    const keep = (index: Indexed["index"]): void => {
      const ids = index instanceof Error ? [] : [...index.keys()];
      if (isCurrent) setIndexed({ bytes, index, ids });
    };
    indexOf(bytes).then(keep, (error: unknown) => keep(new Error(String(error))));
    return () => {
      isCurrent = false;
    };
  }, [bytes]);

  const failure = file.error ?? content.error;
  return useMemo(
    () => joinOf({ failure, file: file.data, bytes, indexed }),
    [failure, file.data, bytes, indexed],
  );
}

interface JoinParts {
  failure: Error | null;
  file: InputFile | undefined;
  bytes: Blob | undefined;
  indexed: Indexed | undefined;
}

function joinOf({ failure, file, bytes, indexed }: JoinParts): InputJoin {
  if (failure !== null)
    return { kind: "unavailable", why: `The input file could not be read: ${failure.message}` };
  if (file === undefined) return { kind: "loading" };
  if (file.bytes > READABLE_INPUT_BYTES) {
    const [size, most] = [formatBytes(file.bytes), formatBytes(READABLE_INPUT_BYTES)];
    return {
      kind: "unavailable",
      why: `The input file has ${size}; inputs are shown up to ${most}. Download it instead.`,
    };
  }
  if (bytes === undefined || indexed === undefined || indexed.bytes !== bytes)
    return { kind: "loading" };
  return indexed.index instanceof Error
    ? { kind: "unavailable", why: `The input file could not be read: ${indexed.index.message}` }
    : { kind: "ready", file, bytes, index: indexed.index, ids: indexed.ids };
}

/** The line of an item in the input file, as it came; undefined while it is read and when there is none. */
export function useInputLine(join: InputJoin, customerItemId: string): string | undefined {
  const entry = join.kind === "ready" ? join.index.get(customerItemId) : undefined;
  const bytes = join.kind === "ready" ? join.bytes : undefined;
  const [read, setRead] = useState<{ entry: IndexedInput; line: string }>();
  useEffect(() => {
    if (entry === undefined || bytes === undefined) return;
    let isCurrent = true;
    const keep = (line: string): void => {
      if (isCurrent) setRead({ entry, line });
    };
    void bytes
      .slice(entry.offset, entry.offset + entry.sizeBytes)
      .text()
      .then(keep);
    return () => {
      isCurrent = false;
    };
  }, [entry, bytes]);
  return read !== undefined && read.entry === entry ? read.line : undefined;
}
