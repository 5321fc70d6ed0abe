import { ApiError } from "#contract/client.ts";
import type { ManifestIssue } from "#contract/manifest/issues.ts";
import { formatBytes } from "../../format/bytes.ts";
import { plural } from "../../format/plural.ts";
import { ApiErrorPanel } from "../../layout/api-error-panel.tsx";
import { Button } from "../../ui/button.tsx";
import { Callout } from "../../ui/callout.tsx";
import { Disclosure } from "../../ui/disclosure.tsx";
import { ByteProgress } from "./byte-progress.tsx";
import type { InputCheck } from "./check-input.ts";
import { Checking, GoodInput } from "./check-report.tsx";
import { Faults } from "./faults.tsx";
import { GatewayAnswer } from "./gateway-answer.tsx";
import type { LocalInput } from "./local-input.ts";
import { RepairsPart } from "./repairs-part.tsx";
import type { CheckState } from "./use-input-check.ts";
import { useLineEdits } from "./use-line-edits.ts";
import type { Repair } from "./use-repair.ts";
import type { Upload } from "./use-upload.ts";

interface Props {
  input: LocalInput;
  state: CheckState;
  /** Undefined while the catalog is not there. */
  knownModels: readonly string[] | undefined;
  upload: Upload;
  repair: Repair;
  onRepaired: (repaired: Blob) => void;
  onCancel: () => void;
  onSend: () => void;
  onGoTo: (line: number) => void;
}

/** How an input stands: being checked, good, bad, on its way, or refused by the gateway. */
export function InputReport(props: Props) {
  const { input, state, upload, onCancel, onSend } = props;
  if (upload.progress !== undefined) {
    return (
      <ByteProgress
        label={`Uploading ${input.filename}`}
        done={upload.progress.sent}
        total={upload.progress.total}
        action={
          <Button size="small" onClick={upload.cancel}>
            Cancel the upload
          </Button>
        }
      />
    );
  }
  switch (state.status) {
    case "checking":
      return <Checking state={state} total={input.blob.size} onCancel={onCancel} />;
    case "cancelled":
      return (
        <Callout title="The check was stopped">
          Choose the input again to check it from the start.
        </Callout>
      );
    case "failed":
      return (
        <Callout tone="failed" title="The input could not be read">
          {state.message} A file that was moved or changed since it was chosen has to be chosen
          again.
        </Callout>
      );
    case "done":
      return state.result.summary.issue_count === 0 ? (
        <>
          <GoodInput input={input.blob} result={state.result} />
          <SendButton input={input} result={state.result} upload={upload} onSend={onSend} />
          <GoodRepairs {...props} result={state.result} />
        </>
      ) : (
        <BadReport {...props} result={state.result} issues={state.issues} />
      );
  }
}

const NO_ISSUES: readonly ManifestIssue[] = [];

interface SendProps {
  input: LocalInput;
  result: InputCheck;
  upload: Upload;
  onSend: () => void;
}

function SendButton({ input, result, upload, onSend }: SendProps) {
  return (
    <>
      {upload.error === null ? null : (
        <div className="mt-5">
          <UploadProblem upload={upload} input={input} result={result} onSend={onSend} />
        </div>
      )}
      <div className="mt-5 flex flex-wrap items-center gap-3">
        <Button variant="primary" onClick={onSend}>
          Upload {plural(result.summary.item_count, "item")}
        </Button>
        <p role="status" className="text-sm text-secondary">
          {upload.isCancelled
            ? "The upload was cancelled; nothing was kept."
            : formatBytes(input.blob.size)}
        </p>
      </div>
    </>
  );
}

interface RepairsProps extends Pick<Props, "input" | "repair" | "onRepaired"> {
  result: InputCheck;
}

/** A good input needs none; what is accepted as it is can be made plain, or be turned into the other format. */
function GoodRepairs({ input, result, repair, onRepaired }: RepairsProps) {
  const editing = useLineEdits(input.blob);
  if (result.repairs.length === 0) return null;
  const isPlain = result.repairs.every(({ is_safe }) => !is_safe);
  return (
    <Disclosure
      className="mt-4"
      title={isPlain ? "Turn the lines into the other format" : "Repairs, none of them needed"}
    >
      <RepairsPart
        input={input}
        result={result}
        issues={NO_ISSUES}
        editing={editing}
        repair={repair}
        onUse={onRepaired}
      />
    </Disclosure>
  );
}

/** What is wrong, and the way to hear it from the gateway as well. */
function BadReport(
  props: SendProps &
    RepairsProps &
    Pick<Props, "onGoTo" | "knownModels"> & {
      issues: readonly ManifestIssue[];
    },
) {
  const { input, result, upload, onSend } = props;
  return (
    <>
      <Faults {...props} />
      {upload.error === null ? (
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-1 text-sm text-muted">
          <Button size="small" variant="quiet" onClick={onSend}>
            Send it anyway, to see the gateway's answer
          </Button>
          <span>It runs the same check, and creates nothing.</span>
        </div>
      ) : (
        <div className="mt-6">
          <UploadProblem upload={upload} input={input} result={result} onSend={onSend} />
        </div>
      )}
    </>
  );
}

/** Why the gateway did not take the upload: line by line where it was the lines. */
function UploadProblem({ upload, input, result, onSend }: SendProps) {
  const { error } = upload;
  if (error === null) return null;
  if (error instanceof ApiError && error.preflight.length > 0) {
    return <GatewayAnswer error={error} input={input.blob} anchors={result.anchors} />;
  }
  return <ApiErrorPanel error={error} title="The file was not uploaded" onRetry={onSend} />;
}
