import type { InputFile } from "#contract/files.ts";
import { useMemo, useRef } from "react";
import { lazyPart, useFetchedAhead } from "../../layout/lazy-part.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { modelNames, useModels } from "../catalog/queries.ts";
import { CheckAnnouncer } from "./check-announcer.tsx";
import type { CsvDraft } from "./csv/csv-draft.ts";
import { InputSources } from "./input-sources.tsx";
import type { LineEditorHandle } from "./line-editor.tsx";
import type { LocalInput, TextDraft } from "./local-input.ts";
import { repairedName } from "./repair-words.ts";
import { useInputCheck } from "./use-input-check.ts";
import { useRepair } from "./use-repair.ts";
import { useUpload } from "./use-upload.ts";

interface Props {
  input: LocalInput | undefined;
  onInput: (input: LocalInput | undefined) => void;
  /** A file that the gateway has: uploaded now, or before. */
  onFile: (file: InputFile) => void;
  /** Kept by the page, so that folding the part loses no typing. */
  draft: TextDraft;
  onDraft: (draft: TextDraft) => void;
  csvDraft: CsvDraft;
  onCsvDraft: (draft: CsvDraft) => void;
}

const loadReport = () => import("./input-report.tsx");
const AHEAD = [loadReport];
const InputReport = lazyPart(
  async () => (await loadReport()).InputReport,
  <Skeleton className="h-40 w-full" />,
);

const NO_LINES: ReadonlySet<number> = new Set();

/** Takes an input by any of its ways, checks every line of it, and uploads it. */
export function InputPart({ input, onInput, onFile, draft, onDraft, csvDraft, onCsvDraft }: Props) {
  useFetchedAhead(AHEAD);
  const { data: catalog, error: catalogError } = useModels();
  const knownModels = useMemo(() => catalog && modelNames(catalog.data), [catalog]);
  const check = useInputCheck(input?.blob, knownModels);
  const repair = useRepair(input?.blob, knownModels);
  const upload = useUpload();
  const report = useRef<HTMLDivElement>(null);
  const editor = useRef<LineEditorHandle>(null);
  const issues = check.state?.status === "done" ? check.state.issues : undefined;
  const badLines = useMemo(
    () => (issues === undefined ? NO_LINES : new Set(issues.map(({ line }) => line))),
    [issues],
  );

  function take(next: LocalInput | undefined): void {
    upload.cancel();
    upload.reset();
    onInput(next);
  }

  /** Typed text is repaired where it stands; a file is taken from memory under its new name. */
  async function takeRepaired({ source, filename }: LocalInput, blob: Blob): Promise<void> {
    const name = repairedName(filename);
    if (source === "text") onDraft({ text: await blob.text(), filename: name });
    else take({ source, filename: name, blob });
    // The pressed button goes with the report that it stood in.
    report.current?.focus();
  }

  return (
    <>
      <InputSources
        input={input}
        onInput={take}
        onUploaded={onFile}
        badLines={badLines}
        editor={editor}
        draft={draft}
        onDraft={onDraft}
        csvDraft={csvDraft}
        onCsvDraft={onCsvDraft}
      />
      {catalog === undefined && catalogError !== null && input !== undefined ? (
        <Callout className="mt-5" tone="attention" title="Models are not checked here">
          The catalog could not be loaded: {catalogError.message} All else is checked; the gateway
          checks the models at the upload.
        </Callout>
      ) : null}
      <CheckAnnouncer state={check.state} />
      {input === undefined || check.state === undefined ? null : (
        <div ref={report} tabIndex={-1} className="mt-5">
          <InputReport
            input={input}
            state={check.state}
            knownModels={knownModels}
            upload={upload}
            repair={repair}
            onRepaired={(blob) => void takeRepaired(input, blob)}
            onCancel={check.cancel}
            onSend={() => upload.start(input, onFile)}
            onGoTo={(line) => editor.current?.goTo(line)}
          />
        </div>
      )}
    </>
  );
}
