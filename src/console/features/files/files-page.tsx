import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useSession } from "../../environments/use-session.ts";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Page } from "../../layout/page.tsx";
import { RequireCredentials } from "../../layout/require-credentials.tsx";
import { WirePanel } from "../../layout/wire-panel.tsx";
import { paths } from "../../paths.ts";
import { Button, buttonClassName } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SkeletonRows } from "../../ui/skeleton.tsx";
import { StaleBadge } from "../../ui/stale-badge.tsx";
import { TextField } from "../../ui/text-field.tsx";
import { DeleteFileDialog } from "./delete-file-dialog.tsx";
import { fitsSearch } from "./file-facts.ts";
import { FileTable } from "./file-table.tsx";
import { FILES_PER_PAGE, useFiles } from "./queries.ts";

/** Every uploaded input file, to be quoted, submitted again, downloaded or deleted. */
export default function FilesPage() {
  const [search] = useSearchParams();
  const cursor = search.get("cursor");
  return (
    <Page
      title="Files"
      description="Input files that were checked and kept. One may be quoted and submitted as often as you like."
      actions={
        <Link to={paths.submit()} className={buttonClassName({ variant: "primary" })}>
          Upload a file
        </Link>
      }
      wire={
        <WirePanel
          endpoint={contract.files.list}
          input={{ query: { limit: FILES_PER_PAGE, ...(cursor === null ? {} : { cursor }) } }}
        />
      }
    >
      <RequireCredentials need="any">
        <Files cursor={cursor} />
      </RequireCredentials>
    </Page>
  );
}

function Files({ cursor }: { cursor: string | null }) {
  const [search, setSearch] = useSearchParams();
  const { canCall } = useSession();
  const { data, error, refetch, isRefetching, dataUpdatedAt } = useFiles(cursor, canCall);
  const [toDelete, setToDelete] = useState<InputFile>();
  const text = search.get("q") ?? "";

  if (data === undefined) {
    return error === null ? (
      <SkeletonRows rows={6} label="Loading files" />
    ) : (
      <ApiErrorPanel
        error={error}
        title="The files could not be loaded"
        onRetry={() => void refetch()}
        isRetrying={isRefetching}
      />
    );
  }
  if (data.data.length === 0 && cursor === null) return <NoFiles />;
  const files = data.data.filter((file) => fitsSearch(file, text));
  return (
    <>
      <TextField
        label="Search"
        type="search"
        className="max-w-md"
        placeholder="Name, model, id or hash"
        value={text}
        onChange={({ target }) =>
          setSearch(
            {
              ...(target.value === "" ? {} : { q: target.value }),
              ...(cursor === null ? {} : { cursor }),
            },
            { replace: true },
          )
        }
      />
      <div className="mt-3 flex min-h-6 items-center gap-3 text-sm text-muted">
        <p role="status">
          {plural(files.length, "file")}
          {text === "" ? "" : ` of the ${data.data.length} on this page`}
        </p>
        {error === null ? null : <StaleBadge since={dataUpdatedAt} reason={error.message} />}
      </div>
      {files.length === 0 ? (
        <EmptyState
          className="mt-2"
          title="No file fits"
          actions={<Button onClick={() => setSearch({})}>Show all</Button>}
        >
          Nothing here has all that was searched for.
        </EmptyState>
      ) : (
        <FileTable files={files} onDelete={setToDelete} />
      )}
      <div className="mt-3 flex gap-2">
        {cursor === null ? null : <Button onClick={() => setSearch({})}>Newest</Button>}
        {data.next_cursor === null ? null : (
          <Button onClick={() => setSearch({ cursor: data.next_cursor ?? "" })}>Older</Button>
        )}
      </div>
      <DeleteFileDialog file={toDelete} onClose={() => setToDelete(undefined)} />
    </>
  );
}

function NoFiles() {
  return (
    <EmptyState
      title="No files yet"
      actions={
        <>
          <Link to={paths.submit()} className={buttonClassName({ variant: "primary" })}>
            Upload a file
          </Link>
          <Link
            to={`${paths.submit()}?sample=support-tickets.native.jsonl`}
            className={buttonClassName({})}
          >
            Start from a sample
          </Link>
        </>
      }
    >
      A file is JSONL: one item a line. Every line is checked in this browser before anything is
      sent.
    </EmptyState>
  );
}
