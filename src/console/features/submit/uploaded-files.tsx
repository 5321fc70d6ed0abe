import type { InputFile } from "#contract/files.ts";
import { useState } from "react";
import { useSession } from "../../environments/use-session.ts";
import { formatBytes } from "../../format/bytes.ts";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { fileModels, fitsSearch, useFiles } from "../files/queries.ts";

interface Props {
  onPick: (file: InputFile) => void;
}

/** Files that were uploaded before, to be used again as they are. */
export function UploadedFiles({ onPick }: Props) {
  const { canCall } = useSession();
  const [cursor, setCursor] = useState<string | null>(null);
  const [text, setText] = useState("");
  const { data, error, refetch, isRefetching } = useFiles(cursor, canCall);
  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={4} label="Loading files" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The files could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  if (data.data.length === 0 && cursor === null) {
    return (
      <EmptyState title="Nothing is uploaded yet">
        Choose a file or paste some lines; what you upload stays here to be used again.
      </EmptyState>
    );
  }
  const files = data.data.filter((file) => fitsSearch(file, text));
  return (
    <>
      <TextField
        label="Search"
        type="search"
        className="max-w-md"
        placeholder="Name, model, id or hash"
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <ul
        aria-label="Uploaded files"
        className="mt-3 max-h-96 overflow-y-auto rounded-lg border border-line"
      >
        {files.map((file) => (
          <li
            key={file.id}
            className="flex flex-wrap items-center gap-x-4 gap-y-1 border-b border-line px-3 py-2 last:border-b-0"
          >
            <div className="min-w-0 grow basis-56">
              <p className="truncate font-medium">{file.filename}</p>
              <p className="text-sm text-muted">
                {plural(file.line_count, "item")} · {formatBytes(file.bytes)} ·{" "}
                {fileModels(file).join(", ")} · <RelativeTime at={file.created_at} />
              </p>
            </div>
            <Button size="small" aria-label={`Use ${file.filename}`} onClick={() => onPick(file)}>
              Use
            </Button>
          </li>
        ))}
        {files.length === 0 ? (
          <li className="px-3 py-2 text-sm text-muted">No file fits.</li>
        ) : null}
      </ul>
      <div className="mt-3 flex gap-2">
        {cursor === null ? null : (
          <Button size="small" onClick={() => setCursor(null)}>
            Newest
          </Button>
        )}
        {data.next_cursor === null ? null : (
          <Button size="small" onClick={() => setCursor(data.next_cursor)}>
            Older
          </Button>
        )}
      </div>
    </>
  );
}
