import { formatBytes } from "../../format/bytes.ts";
import { Button } from "../../ui/button.tsx";
import { FileDrop } from "../../ui/file-drop.tsx";
import { EDITABLE_BYTES, type LocalInput } from "./local-input.ts";

interface FileSourceProps {
  input: LocalInput | undefined;
  onInput: (input: LocalInput | undefined) => void;
  onEdit: (input: LocalInput) => void;
}

/** A file by drop or by choice, read where it lies. */
export function FileSource({ input, onInput, onEdit }: FileSourceProps) {
  const take = (file: File): void => onInput({ source: "file", filename: file.name, blob: file });
  if (input === undefined) {
    return (
      <FileDrop
        label="Drop a JSONL file"
        hint="One item a line, native or OpenAI Batch. Checked here before anything is sent."
        accept=".jsonl,.ndjson,.json,application/x-ndjson"
        onFiles={([file]) => {
          if (file !== undefined) take(file);
        }}
      />
    );
  }
  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line px-4 py-3">
      <div className="min-w-0">
        <p className="font-medium break-all">{input.filename}</p>
        <p className="text-sm text-muted">{formatBytes(input.blob.size)}</p>
      </div>
      <div className="flex flex-wrap gap-2">
        {input.blob.size > EDITABLE_BYTES ? null : (
          <Button size="small" variant="quiet" onClick={() => onEdit(input)}>
            Edit it here
          </Button>
        )}
        <Button size="small" onClick={() => onInput(undefined)}>
          Choose another
        </Button>
      </div>
    </div>
  );
}
