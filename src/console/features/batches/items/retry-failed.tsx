import type { Batch, ResultRow } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { useState } from "react";
import { useNavigate } from "react-router";
import { useAction } from "../../../api/query.ts";
import { plural } from "../../../format/plural.ts";
import { paths } from "../../../paths.ts";
import { Button } from "../../../ui/button.tsx";
import { toast } from "../../../ui/toast.tsx";
import { readAllRows } from "../downloads.ts";
import { retryFileName, retryInput } from "./retry-lines.ts";
import { useInputJoin } from "./use-input-join.ts";
import { useReadPage } from "./use-results.ts";

/** Uploads the failed lines as a new input and goes on to submit it, linked to this batch. */
export function RetryFailed({ batch }: { batch: Batch }) {
  const join = useInputJoin(batch);
  const readPage = useReadPage(batch.id, "failed");
  const upload = useAction(contract.files.upload);
  const navigate = useNavigate();
  const [isBusy, setBusy] = useState(false);
  if (join.kind !== "ready") return null;
  const { file, bytes, index } = join;

  async function retry(): Promise<void> {
    const rows: ResultRow[] = [];
    await readAllRows(readPage, (page) => rows.push(...page));
    const input = retryInput(rows, { bytes, index });
    const uploaded = await upload.mutateAsync({
      query: { filename: retryFileName(file.filename) },
      body: input.file,
    });
    toast.done(`${plural(input.lineCount, "failed line")} uploaded`, { detail: uploaded.filename });
    const target = paths.submit({ input_file_id: uploaded.id });
    await navigate(`${target}&parent_batch_id=${batch.id}`);
  }

  const press = (): void => {
    setBusy(true);
    retry()
      .catch((error: unknown) => {
        const detail = error instanceof Error ? error.message : String(error);
        toast.failed("The failed lines could not be uploaded", { detail });
      })
      .finally(() => setBusy(false));
  };
  return (
    <Button size="small" loading={isBusy} loadingLabel="Uploading the failed lines" onClick={press}>
      Retry only these
    </Button>
  );
}
