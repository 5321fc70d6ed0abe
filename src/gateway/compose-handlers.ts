import type { WholeApi } from "#contract/whole-api.ts";
import type { RehearsalStart } from "#contract/local.ts";
import { createAccountsHandlers } from "./accounts/handlers.ts";
import { createApiKeysHandlers } from "./api-keys/handlers.ts";
import { cancelBatch, type CancelDependencies } from "./batches/cancel-batch.ts";
import { createBatchHandlers } from "./batches/handlers.ts";
import { serveArtifact } from "./batches/serve-artifact.ts";
import { isFileInUse } from "./batches/store.ts";
import { submitFile } from "./batches/submit-file.ts";
import { createCatalogHandlers } from "./catalog/catalog-handlers.ts";
import type { AppDependencies, Services } from "./compose-services.ts";
import { createFileHandlers } from "./files/file-handlers.ts";
import { removeFile } from "./files/remove-file.ts";
import { serveFile } from "./files/serve-file.ts";
import { JudgeThreads } from "./files/judging/judge-threads.ts";
import { createFileUpload } from "./files/upload-file.ts";
import type { HealthEndpoints } from "./health/health-handlers.ts";
import type { HandlerTree } from "./http/endpoint-routes.ts";
import type { Handlers } from "./http/handler.ts";
import { createLocalInboxHandlers } from "./local/inbox-handlers.ts";
import { createLaneCheckHandlers } from "./local/lane-check-handlers.ts";
import { createLocalMailboxHandlers } from "./local/mailbox-handlers.ts";
import { createRehearsalHandlers } from "./local/rehearsal-handlers.ts";
import { canRehearse } from "./rehearsal/stage.ts";
import { createSandboxSettingsHandlers } from "./local/sandbox-settings-handlers.ts";
import { Turns } from "./http/turns.ts";
import { DOWNLOADS_AT_ONCE, LANE_CHECKS, RESULT_PAGES_AT_ONCE } from "./overload-limits.ts";
import { createOpenaiHandlers } from "./openai/handlers.ts";
import { exampleRunTotalMicros } from "./quotes/example-total.ts";
import { quoteFile } from "./quotes/quote-file.ts";
import { createQuoteHandlers } from "./quotes/quote-handlers.ts";
import { createWebhookHandlers } from "./webhooks/handlers.ts";
import { createWorkflowHandlers } from "./workflows/workflow-handlers.ts";

export interface GatewayState {
  health: Handlers<HealthEndpoints>;
  reset: (rehearsal: RehearsalStart | undefined) => Promise<void>;
}

/** The handlers of every noun, each given what it needs and no more. */
export function composeHandlers(
  dependencies: AppDependencies,
  services: Services,
  state: GatewayState,
): HandlerTree<WholeApi> {
  const { catalog, clock, config, database, entropy, mailer, passwords, queue, sandbox } =
    dependencies;
  const { stage, storage } = dependencies;
  const { credits, endings, laneStates, links, policy, rateLimits, secretBox, webhooks } = services;
  const { publicUrl } = config;
  const isLocal = config.mode === "local";
  const { knownModels } = catalog;
  const { expressibility } = services;
  const quoting = {
    catalog,
    entropy,
    expressibility,
    laneStates: () => laneStates.current(),
    refreshLaneStates: () => laneStates.refresh(),
  };
  const submitting = {
    clock,
    entropy,
    database,
    queue,
    storage,
    credits,
    links,
    webhooks,
    knownModels,
    expressibility,
    deadlineSeconds: () => sandbox.current().deadline_seconds,
    backlog: services.backlog,
    quotas: config.quotas,
  };
  const downloads = new Turns({
    concurrent: DOWNLOADS_AT_ONCE,
    waiting: 0,
    message:
      "As many files as the gateway sends at a time are being downloaded; repeat this in a moment.",
  });
  const uploads = new Turns({
    concurrent: config.overload.uploads,
    waiting: 0,
    message:
      "As many files as the gateway takes at a time are being uploaded; repeat this in a moment.",
  });
  const resultPages = new Turns({
    concurrent: RESULT_PAGES_AT_ONCE,
    waiting: config.overload.requests,
    message:
      "As many pages of results as the gateway reads at a time are being read; repeat this in a moment.",
  });
  const laneChecks = new Turns({
    ...LANE_CHECKS,
    message: "As many lanes as wait at a time are being checked; repeat this in a moment.",
  });

  const uploadFile = createFileUpload({
    database,
    clock,
    entropy,
    storage,
    knownModels,
    expressibility,
    judgeThreads: new JudgeThreads(),
    quotas: config.quotas,
    uploads,
  });

  const noticeEnding: CancelDependencies["noticeEnding"] = (id, ending) =>
    endings.notice(id, ending);

  return {
    accounts: createAccountsHandlers({
      database,
      clock,
      entropy,
      credits,
      passwords,
      mailer,
      publicUrl,
      isLocal,
      countAttempt: (email) =>
        void rateLimits.take({ name: "account", requests: config.rateLimits.account }, email),
    }),
    apiKeys: createApiKeysHandlers({ database, clock, entropy }),
    catalog: {
      ...createCatalogHandlers({
        catalog,
        laneStates,
        exampleTotalMicros: (model) => exampleRunTotalMicros(catalog, model),
      }),
      ...state.health,
    },
    quotes: createQuoteHandlers({ ...quoting, clock, database }),
    files: createFileHandlers({
      database,
      clock,
      storage,
      isFileInUse,
      downloads,
      uploadFile,
    }),
    batches: createBatchHandlers({
      ...submitting,
      downloads,
      resultPages,
      noticeEnding,
    }),
    webhooks: createWebhookHandlers({ database, queue, clock, entropy, secretBox, policy }),
    workflows: createWorkflowHandlers({ ...submitting, ...quoting }),
    openai: createOpenaiHandlers({
      catalog,
      clock,
      database,
      uploadFile,
      removeFile: (key) => removeFile({ clock, database, storage, isFileInUse }, key),
      serveFile: (file, request) => serveFile({ storage, downloads }, file, request),
      serveArtifact: (artifact, request) =>
        serveArtifact({ storage, downloads }, artifact, request),
      requireRoom: () => services.backlog.requireRoom(),
      groupsOfFile: (file) => expressibility.groupsOfFile(file),
      quoteFile: (...file) => quoteFile({ ...quoting, clock, database }, ...file),
      submitFile: (tx, submission) => submitFile(tx, submitting, submission),
      cancelBatch: (tx, id) => cancelBatch({ clock, queue, noticeEnding }, tx, id),
    }),
    local: {
      ...createLocalMailboxHandlers({ database, credits, reset: state.reset }),
      ...createLocalInboxHandlers({ database, clock, entropy, publicUrl }),
      ...createSandboxSettingsHandlers(sandbox),
      ...createLaneCheckHandlers(services.checkableLanes, laneChecks),
      ...createRehearsalHandlers(() => stage.current(), canRehearse(database, catalog)),
    },
  };
}
