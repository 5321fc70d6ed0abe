import type { InputFile } from "#contract/files.ts";
import { useRef, useState } from "react";
import { Link } from "react-router";
import { useApi } from "../../api/api-provider.tsx";
import { formatBytes } from "../../format/bytes.ts";
import { formatCount } from "../../format/counts.ts";
import { useRowKeys } from "../../layout/use-row-keys.ts";
import { paths } from "../../paths.ts";
import { buttonClassName } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Menu, menuItemClassName } from "../../ui/menu.tsx";
import { MonoId } from "../../ui/mono-id.tsx";
import { RelativeTime } from "../../ui/relative-time.tsx";
import { Cell, HeaderCell, Row, Table } from "../../ui/table.tsx";
import { toast } from "../../ui/toast.tsx";
import { downloadFile } from "./download-file.ts";
import { fileModels } from "./file-facts.ts";

interface Props {
  files: readonly InputFile[];
  onDelete: (file: InputFile) => void;
}

/** Files with what is in them and what can be done with them. */
export function FileTable({ files, onDelete }: Props) {
  const body = useRef<HTMLTableSectionElement>(null);
  useRowKeys(body);
  return (
    <Table label="Files">
      <thead>
        <tr>
          <HeaderCell>File</HeaderCell>
          <HeaderCell numeric>Lines, size</HeaderCell>
          <HeaderCell>Models</HeaderCell>
          <HeaderCell>SHA-256</HeaderCell>
          <HeaderCell>Uploaded</HeaderCell>
          <HeaderCell>
            <span className="sr-only">Actions</span>
          </HeaderCell>
        </tr>
      </thead>
      <tbody ref={body}>
        {files.map((file) => (
          <FileRow key={file.id} file={file} onDelete={onDelete} />
        ))}
      </tbody>
    </Table>
  );
}

const HASH_SHOWN = 8;

function FileRow({ file, onDelete }: { file: InputFile; onDelete: Props["onDelete"] }) {
  return (
    <Row keyed>
      <Cell>
        <span className="font-medium">{file.filename}</span>
        <span className="block">
          <MonoId id={file.id} what="file id" />
        </span>
      </Cell>
      <Cell numeric>
        {formatCount(file.line_count)}
        <span className="block text-muted">{formatBytes(file.bytes)}</span>
      </Cell>
      <Cell wrap className="min-w-28 text-secondary">
        {fileModels(file).join(", ")}
      </Cell>
      <Cell mono>
        <span className="inline-flex items-center gap-0.5">
          <span title={file.sha256}>{file.sha256.slice(0, HASH_SHOWN)}…</span>
          <CopyButton text={file.sha256} what={`SHA-256 of ${file.filename}`} />
        </span>
      </Cell>
      <Cell>
        <RelativeTime at={file.created_at} />
      </Cell>
      <Cell className="text-right">
        <RowActions file={file} onDelete={onDelete} />
      </Cell>
    </Row>
  );
}

function RowActions({ file, onDelete }: { file: InputFile; onDelete: Props["onDelete"] }) {
  const { client } = useApi();
  const [isLoading, setLoading] = useState(false);
  const { id, filename } = file;

  async function download(): Promise<void> {
    setLoading(true);
    try {
      await downloadFile(client, file);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      toast.failed(`${filename} was not downloaded`, { detail });
    } finally {
      setLoading(false);
    }
  }

  return (
    <span className="inline-flex items-center gap-1">
      <Link
        to={paths.submit({ input_file_id: id })}
        aria-label={`Submit ${filename}`}
        className={buttonClassName({ size: "small" })}
      >
        Submit
      </Link>
      <Menu button="More" label={`More for ${filename}`} size="small" variant="quiet" align="end">
        {(close) => (
          <>
            <Link to={paths.quote({ input_file_id: id })} className={menuItemClassName()}>
              Quote it
            </Link>
            <button
              type="button"
              className={menuItemClassName()}
              onClick={() => {
                close();
                void download();
              }}
            >
              Download
            </button>
            <button
              type="button"
              className={menuItemClassName()}
              onClick={() => {
                close();
                onDelete(file);
              }}
            >
              Delete…
            </button>
          </>
        )}
      </Menu>
      <span role="status" className="sr-only">
        {isLoading ? `Downloading ${filename}` : ""}
      </span>
    </span>
  );
}
