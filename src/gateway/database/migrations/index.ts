import { jobsMigration } from "./0001-jobs.ts";
import { accountsMigration } from "./0002-accounts.ts";
import { quotesAndFilesMigration } from "./0003-quotes-and-files.ts";
import { batchesMigration } from "./0004-batches.ts";
import { webhooksMigration } from "./0005-webhooks.ts";
import { rehearsalsMigration } from "./0006-rehearsals.ts";
import { laneCostsMigration } from "./0007-lane-costs.ts";
import { disabledWebhooksMigration } from "./0008-disabled-webhooks.ts";
import { spendByKeyMigration } from "./0009-spend-by-key.ts";
import { installationsMigration } from "./0010-installations.ts";
import { crashSafetyMigration } from "./0011-crash-safety.ts";
import { jobsByGroupMigration } from "./0012-jobs-by-group.ts";
import { openaiSurfaceMigration } from "./0013-openai-surface.ts";
import { upstreamBatchesMigration } from "./0014-upstream-batches.ts";
import { laneWatchMigration } from "./0015-lane-watch.ts";
import { formCountsMigration } from "./0016-form-counts.ts";
import { quoteTextMigration } from "./0017-quote-text.ts";
import type { Migration } from "./migration.ts";

/** The whole schema in the order in which it is built; new migrations are added at the end. */
export const migrations: readonly Migration[] = [
  jobsMigration,
  accountsMigration,
  quotesAndFilesMigration,
  batchesMigration,
  webhooksMigration,
  rehearsalsMigration,
  laneCostsMigration,
  disabledWebhooksMigration,
  spendByKeyMigration,
  installationsMigration,
  crashSafetyMigration,
  jobsByGroupMigration,
  openaiSurfaceMigration,
  upstreamBatchesMigration,
  laneWatchMigration,
  formCountsMigration,
  quoteTextMigration,
];
