import type { Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useEffect, useRef, useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../../api/query.ts";
import { plural } from "../../../format/plural.ts";
import { paths } from "../../../paths.ts";
import { Button } from "../../../ui/button.tsx";
import { toast } from "../../../ui/toast.tsx";
import { readAllRows } from "../downloads.ts";
import { retryFileName, retryInput } from "./retry-lines.ts";
import { type InputJoin, useInputJoin } from "./use-input-join.ts";
import { useReadPage } from "./use-read-page.ts";

/** Uploads the failed lines as a new input and goes on to submit it, linked to this batch. */
export function RetryFailed({ batch }: { batch: Batch }) {
  const [isWanted, setWanted] = useState(false);
  return (
    <>
      <Button
        size="small"
        loading={isWanted}
        loadingLabel="Uploading the failed lines"
        onClick={() => setWanted(true)}
      >
        Retry only these
      </Button>
      {isWanted ? <RetryRun batch={batch} onEnd={() => setWanted(false)} /> : null}
    </>
  );
}

/** Drawn while it runs: the input file is not read before somebody asks for it. */
function RetryRun({ batch, onEnd }: { batch: Batch; onEnd: () => void }) {
  const join = useInputJoin(batch);
  const uploadFailed = useUploadFailed(batch);
  const hasBegun = useRef(false);
  useEffect(() => {
    if (join.kind === "loading" || hasBegun.current) return;
    hasBegun.current = true;
    uploadFailed(join)
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        toast.failed("The failed lines could not be uploaded", { detail });
      })
      .finally(onEnd);
  }, [join, uploadFailed, onEnd]);
  return null;
}

function useUploadFailed(batch: Batch): (join: InputJoin) => Promise<void> {
  const readPage = useReadPage(batch.id, "failed");
  const upload = useAction(contract.files.upload);
  const navigate = useNavigate();
  return async (join) => {
    if (join.kind !== "ready")
      throw new Error(join.kind === "unavailable" ? join.why : "It is not read yet.");
    const rows: ResultRow[] = [];
    await readAllRows(readPage, (page) => rows.push(...page));
    const { file, lineCount } = retryInput(rows, join);
    const filename = retryFileName(join.file.filename);
    const uploaded = await upload.mutateAsync({ query: { filename }, body: file });
    toast.done(`${plural(lineCount, "failed line")} uploaded`, { detail: filename });
    await navigate(paths.submit({ input_file_id: uploaded.id, parent_batch_id: batch.id }));
  };
}
