import { ApiError } from "#contract/client.ts";
import type { InputFile } from "#contract/files.ts";
import { contract } from "#contract/index.ts";
import { useAction } from "../../api/query.ts";
import { formatBytes } from "../../format/bytes.ts";
import { plural } from "../../format/plural.ts";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { toast } from "../../ui/toast.tsx";

interface Props {
  /** The file to be deleted; closed while undefined. */
  file: InputFile | undefined;
  onClose: () => void;
}

/** Asks before a file goes, and says why it stays where the gateway will not let it go. */
export function DeleteFileDialog({ file, onClose }: Props) {
  const action = useAction(contract.files.delete);

  function close(): void {
    action.reset();
    onClose();
  }

  function act(): void {
    if (file === undefined) return;
    action.mutate(
      { params: { id: file.id } },
      {
        onSuccess: () => {
          toast.done(`${file.filename} is deleted`);
          close();
        },
      },
    );
  }

  return (
    <Dialog
      isOpen={file !== undefined}
      onClose={close}
      title={`Delete ${file?.filename ?? "this file"}?`}
      description="Its bytes go for good. Batches that ended keep their results; their input can then not be shown beside them."
      footer={
        <>
          <Button onClick={close}>Keep it</Button>
          <Button variant="danger" loading={action.isPending} loadingLabel="Deleting" onClick={act}>
            Delete
          </Button>
        </>
      }
    >
      {file === undefined ? null : (
        <p className="text-sm text-secondary">
          {plural(file.line_count, "line")} · {formatBytes(file.bytes)} ·{" "}
          <code className="break-all">{file.id}</code>
        </p>
      )}
      {action.error === null ? null : (
        <Callout className="mt-3" tone="attention" announced title="It was not deleted">
          {action.error.message} {isInUse(action.error) ? "Or cancel that batch first." : ""}
        </Callout>
      )}
    </Dialog>
  );
}

function isInUse(error: Error): boolean {
  return error instanceof ApiError && error.code === "conflict";
}
