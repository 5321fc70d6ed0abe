import type { BatchId } from "#contract/primitives.ts";
import type { ReceiveDependencies } from "#gateway/files/receive-file.ts";
import type { NewFileDependencies } from "#gateway/files/with-new-file.ts";
import type { ArtifactDependencies } from "./artifact-handlers.ts";
import type { BatchEnding } from "./store.ts";
import type { SubmitDependencies } from "./submit-batch.ts";
import type { WireDependencies } from "./wire-batch.ts";

/** What the handlers of batches work with. */
export interface BatchDependencies
  extends
    WireDependencies,
    SubmitDependencies,
    ReceiveDependencies,
    NewFileDependencies,
    ArtifactDependencies {
  /** Tells whoever runs the batch in this process that it is to end early. */
  noticeEnding: (batch_id: BatchId, ending: BatchEnding) => void;
}
