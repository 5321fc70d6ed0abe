import type { InputFile } from "#contract/files.ts";
import { SAMPLES, type Sample } from "#contract/manifest/samples.ts";
import { useEffect, useRef, type Ref } from "react";
import { useSearchParams } from "react-router";
import { lazyPart, useFetchedAhead } from "../../layout/lazy-part.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { toast } from "../../ui/toast.tsx";
import type { CsvDraft } from "./csv/csv-draft.ts";
import { FileSource } from "./file-source.tsx";
import { LineEditor, type LineEditorHandle } from "./line-editor.tsx";
import { exactText, loadSample } from "./load-sample.ts";
import { EDITABLE_BYTES, type LocalInput, type TextDraft } from "./local-input.ts";
import { SampleList } from "./sample-list.tsx";
import { UploadedFiles } from "./uploaded-files.tsx";
import { useTypedInput } from "./use-typed-input.ts";

const loadCsv = () => import("./csv/csv-source.tsx");
const AHEAD = [loadCsv];
const CsvSource = lazyPart(
  async () => (await loadCsv()).CsvSource,
  <Skeleton className="h-40 w-full" />,
);

interface Props {
  input: LocalInput | undefined;
  onInput: (input: LocalInput | undefined) => void;
  onUploaded: (file: InputFile) => void;
  badLines: ReadonlySet<number>;
  editor: Ref<LineEditorHandle>;
  draft: TextDraft;
  onDraft: (draft: TextDraft) => void;
  csvDraft: CsvDraft;
  onCsvDraft: (draft: CsvDraft) => void;
}

/** The ways to bring an input: a file, text to paste or edit, a file uploaded before; which one stands in the address. */
export function InputSources({
  input,
  onInput,
  onUploaded,
  badLines,
  editor,
  draft,
  onDraft,
  csvDraft,
  onCsvDraft,
}: Props) {
  const [search, setSearch] = useSearchParams();
  useFetchedAhead(AHEAD);
  const source = search.get("source") ?? "file";
  const sampleFile = search.get("sample");

  function choose(next: string): void {
    setSearch(
      (before) => {
        const parameters = new URLSearchParams(before);
        parameters.delete("sample");
        if (next === "file") parameters.delete("source");
        else parameters.set("source", next);
        return parameters;
      },
      { replace: true },
    );
  }

  function edit(text: string, filename = draft.filename): void {
    if (text.length <= EDITABLE_BYTES) {
      onDraft({ text, filename });
      return;
    }
    toast.note("That is too long to edit here", { detail: "It was taken as a file instead." });
    choose("file");
    onInput({ source: "file", filename, blob: new Blob([text]) });
  }

  async function pick(sample: Sample): Promise<void> {
    try {
      const blob = await loadSample(sample);
      const text = await exactText(blob);
      if (text !== undefined) {
        edit(text, sample.file);
        choose("text");
        return;
      }
      // An editor would mend the bytes that are no UTF-8, and hide what is wrong with them.
      choose("file");
      onInput({ source: "file", filename: sample.file, blob });
    } catch (error) {
      toast.failed("The sample could not be loaded", {
        detail: error instanceof Error ? error.message : String(error),
      });
    }
  }

  async function editFile({ blob, filename }: LocalInput): Promise<void> {
    onInput(undefined);
    edit(await blob.text(), filename);
    choose("text");
  }

  useNamedSample(sampleFile, pick);
  useTypedInput(source === "text", draft, input, onInput);

  return (
    <Tabs
      label="Where the input comes from"
      selected={source}
      onSelect={(next) => {
        choose(next);
        // Of two inputs at once nobody could say which is meant.
        onInput(undefined);
      }}
      tabs={[
        {
          id: "file",
          label: "File",
          content: () => (
            <>
              <FileSource input={input} onInput={onInput} onEdit={(file) => void editFile(file)} />
              {input === undefined ? <SampleList onPick={(sample) => void pick(sample)} /> : null}
            </>
          ),
        },
        {
          id: "text",
          label: "Paste or edit",
          content: () => (
            <>
              <LineEditor
                ref={editor}
                text={draft.text}
                badLines={badLines}
                hint={`Sent as ${draft.filename}. Checked as you type; nothing leaves this browser before you upload it.`}
                onChange={(text) => edit(text)}
              />
              {draft.text === "" ? <SampleList onPick={(sample) => void pick(sample)} /> : null}
            </>
          ),
        },
        {
          id: "csv",
          label: "From a CSV",
          content: () => <CsvSource draft={csvDraft} onDraft={onCsvDraft} onInput={onInput} />,
        },
        {
          id: "uploaded",
          label: "Uploaded before",
          content: () => <UploadedFiles onPick={onUploaded} />,
        },
      ]}
    />
  );
}

/** Loads the sample that an address names, once. */
function useNamedSample(file: string | null, pick: (sample: Sample) => Promise<void>): void {
  const loaded = useRef<string>(undefined);
  useEffect(() => {
    const sample = SAMPLES.find((candidate) => candidate.file === file);
    if (sample === undefined || loaded.current === sample.file) return;
    loaded.current = sample.file;
    void pick(sample);
  }, [file, pick]);
}
