import { useEffect, useState } from "react";
import { formatBytes } from "../../../format/bytes.ts";
import { Button } from "../../../ui/button.tsx";
import { Callout } from "../../../ui/callout.tsx";
import { FileDrop } from "../../../ui/file-drop.tsx";
import { Select } from "../../../ui/select.tsx";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { TextArea } from "../../../ui/text-area.tsx";
import type { LocalInput } from "../local-input.ts";
import { CsvForm } from "./csv-form.tsx";
import { guessedIdColumn, type CsvDraft, type CsvFile } from "./csv-draft.ts";
import {
  detectEncoding,
  detectSeparator,
  ENCODINGS,
  headOf,
  readHeadText,
  SEPARATORS,
  type CsvHead,
} from "./csv-head.ts";

interface Props {
  draft: CsvDraft;
  onDraft: (draft: CsvDraft) => void;
  /** The lines that were built; undefined once they no longer are what is entered. */
  onInput: (input: LocalInput | undefined) => void;
}

/** Lines from a table: a CSV file or pasted rows, and a template that each row fills in. */
export function CsvSource({ draft, onDraft, onInput }: Props) {
  const { file } = draft;
  const head = useHead(file);

  async function take(name: string, blob: Blob): Promise<void> {
    const encoding = await detectEncoding(blob);
    const { text, isWhole } = await readHeadText(blob, encoding);
    const separator = detectSeparator(text, isWhole);
    const taken = headOf(text, separator, isWhole);
    const id_column = taken === undefined ? "" : guessedIdColumn(taken);
    onDraft({ ...draft, file: { name, blob, encoding, separator }, id_column });
  }

  function change(changes: Partial<CsvDraft>): void {
    onInput(undefined);
    onDraft({ ...draft, ...changes });
  }

  if (file === undefined) return <NoFile onTake={(name, blob) => void take(name, blob)} />;
  return (
    <div className="flex flex-col gap-5">
      <ChosenFile
        file={file}
        onChange={(next) => change({ file: next })}
        onDrop={() => change({ file: undefined })}
      />
      {head === "reading" ? <Skeleton className="h-64" /> : null}
      {head === undefined ? (
        <Callout tone="attention" title="There is no row in it">
          The first row names the columns, each row after it becomes a line.
        </Callout>
      ) : null}
      {head === undefined || head === "reading" ? null : (
        <CsvForm file={file} head={head} draft={draft} onChange={change} onInput={onInput} />
      )}
    </div>
  );
}

function NoFile({ onTake }: { onTake: (name: string, blob: Blob) => void }) {
  const [text, setText] = useState("");
  return (
    <>
      <FileDrop
        label="Drop a CSV file"
        hint="The first row names the columns, each row after it becomes a line."
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values"
        onFiles={([file]) => {
          if (file !== undefined) onTake(file.name, file);
        }}
      />
      <TextArea
        className="mt-5"
        label="Or paste rows"
        hint="With commas, semicolons or tabs between the fields, as a spreadsheet copies them."
        mono
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <Button
        className="mt-3"
        disabled={text.trim() === ""}
        onClick={() => onTake("pasted.csv", new Blob([text]))}
      >
        Take these rows
      </Button>
    </>
  );
}

interface ChosenFileProps {
  file: CsvFile;
  onChange: (file: CsvFile) => void;
  onDrop: () => void;
}

function ChosenFile({ file, onChange, onDrop }: ChosenFileProps) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-3 rounded-lg border border-line px-4 py-3">
      <div className="min-w-0">
        <p className="font-medium break-all">{file.name}</p>
        <p className="text-sm text-muted">{formatBytes(file.blob.size)}</p>
      </div>
      <div className="flex flex-wrap items-end gap-2">
        <Select
          label="Separator"
          value={file.separator}
          options={[...SEPARATORS]}
          onChange={({ target }) => onChange({ ...file, separator: target.value })}
        />
        <Select
          label="Encoding"
          value={file.encoding}
          options={[...ENCODINGS]}
          onChange={({ target }) => {
            const encoding = ENCODINGS.find(({ value }) => value === target.value)?.value;
            if (encoding !== undefined) onChange({ ...file, encoding });
          }}
        />
        <Button onClick={onDrop}>Choose another</Button>
      </div>
    </div>
  );
}

/** The names of the columns and the first rows; undefined when the file has no row. */
function useHead(file: CsvFile | undefined): CsvHead | undefined | "reading" {
  const [read, setRead] = useState<{ file: CsvFile; head: CsvHead | undefined }>();
  useEffect(() => {
    if (file === undefined) return;
    let isWanted = true;
    const tell = (head: CsvHead | undefined): void => {
      if (isWanted) setRead({ file, head });
    };
    readHeadText(file.blob, file.encoding).then(
      ({ text, isWhole }) => tell(headOf(text, file.separator, isWhole)),
      () => tell(undefined),
    );
    return () => {
      isWanted = false;
    };
  }, [file]);
  return read === undefined || read.file !== file ? "reading" : read.head;
}
