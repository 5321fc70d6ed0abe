import type { InlineItemsDependencies } from "#gateway/files/receive-inline-items.ts";
import type { NewFileDependencies } from "#gateway/files/with-new-file.ts";
import type { ArtifactDependencies } from "./artifact-handlers.ts";
import type { CancelDependencies } from "./cancel-batch.ts";
import type { SubmitDependencies } from "./submit-batch.ts";
import type { WireDependencies } from "./wire-batch.ts";

/** What the handlers of batches work with. */
export interface BatchDependencies
  extends
    WireDependencies,
    SubmitDependencies,
    InlineItemsDependencies,
    NewFileDependencies,
    CancelDependencies,
    ArtifactDependencies {}
