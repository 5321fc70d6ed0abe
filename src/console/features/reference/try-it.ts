import { SAMPLES } from "#contract/manifest/samples.ts";
import { paths } from "../../paths.ts";

/** The page of the console that makes an endpoint's call. */
interface TryIt {
  /** Where it is, filled in. */
  to: string;
  /** What one does there, as a button says it. */
  verb: string;
}

/** The newest things of the selected environment, for endpoints that are about one of them. */
export interface NewestIds {
  batch?: string | undefined;
  file?: string | undefined;
  run?: string | undefined;
  quote?: string | undefined;
}

const FIRST_SAMPLE = SAMPLES[0]?.file;

function batchPage({ batch }: NewestIds, tab?: string): string {
  if (batch === undefined) return paths.batches();
  return paths.batch(batch) + (tab === undefined ? "" : `?tab=${tab}`);
}

function filesPage({ file }: NewestIds): string {
  return file === undefined ? paths.files() : `${paths.files()}?q=${file}`;
}

function quotePage({ quote }: NewestIds): string {
  return quote === undefined ? paths.quote() : `${paths.quote()}?quote_id=${quote}`;
}

const DELIVERIES = `${paths.webhooks()}?tab=deliveries`;
const ENDPOINT = `${paths.webhooks()}?tab=endpoint`;
const INBOX = `${paths.webhooks()}?tab=inbox`;
const SAMPLE = `${paths.submit()}?source=text&sample=${FIRST_SAMPLE ?? ""}`;

const PAGES: Readonly<Record<string, { verb: string; to: (newest: NewestIds) => string }>> = {
  "accounts.register": {
    verb: "Register",
    to: () => `${paths.register()}?email=agent%40example.com`,
  },
  "accounts.verifyEmail": { verb: "Verify", to: paths.verify },
  "accounts.resendVerification": { verb: "Send it again", to: paths.verify },
  "accounts.signIn": { verb: "Sign in", to: paths.signIn },
  "accounts.requestPasswordReset": { verb: "Reset a password", to: paths.resetPassword },
  "accounts.confirmPasswordReset": { verb: "Reset a password", to: paths.resetPassword },
  "accounts.get": { verb: "Open the account", to: paths.account },
  "accounts.ledger": { verb: "Open the credit ledger", to: paths.account },
  "apiKeys.create": { verb: "Create a key", to: paths.apiKeys },
  "apiKeys.list": { verb: "List keys", to: paths.apiKeys },
  "apiKeys.revoke": { verb: "Open the keys", to: paths.apiKeys },
  "apiKeys.rotate": { verb: "Open the keys", to: paths.apiKeys },
  "catalog.listModels": { verb: "Browse models", to: paths.lanes },
  "catalog.listLanes": { verb: "Browse lanes", to: () => `${paths.lanes()}?view=lanes` },
  "catalog.health": { verb: "Check environments", to: paths.environments },
  "quotes.createForModel": { verb: "Lock a quote", to: () => paths.quote() },
  "quotes.compare": { verb: "Compare terms", to: () => paths.quote() },
  "quotes.get": { verb: "Open a quote", to: quotePage },
  "files.upload": { verb: "Upload a sample", to: () => SAMPLE },
  "files.uploadManifest": { verb: "Upload a sample", to: () => SAMPLE },
  "files.list": { verb: "List files", to: paths.files },
  "files.get": { verb: "Open a file", to: filesPage },
  "files.content": { verb: "Open a file", to: filesPage },
  "files.delete": { verb: "Open the files", to: paths.files },
  "batches.create": { verb: "Submit a sample", to: () => SAMPLE },
  "batches.list": { verb: "List batches", to: paths.batches },
  "batches.get": { verb: "Open a batch", to: batchPage },
  "batches.cancel": { verb: "Open a batch", to: batchPage },
  "batches.results": { verb: "Open results", to: (newest) => batchPage(newest, "items") },
  "batches.artifactUrl": { verb: "Open a batch", to: batchPage },
  "batches.events": { verb: "Open a timeline", to: batchPage },
  "batches.routeReceipts": { verb: "Open a batch", to: batchPage },
  "batches.billingReceipt": { verb: "Open a bill", to: (newest) => batchPage(newest, "bill") },
  "webhooks.put": { verb: "Set the endpoint", to: () => ENDPOINT },
  "webhooks.get": { verb: "Open the endpoint", to: () => ENDPOINT },
  "webhooks.delete": { verb: "Open the endpoint", to: () => ENDPOINT },
  "webhooks.rotateSecret": { verb: "Rotate the secret", to: () => ENDPOINT },
  "webhooks.test": { verb: "Send a test event", to: () => ENDPOINT },
  "webhooks.listDeliveries": { verb: "List deliveries", to: () => DELIVERIES },
  "webhooks.redeliver": { verb: "Open deliveries", to: () => DELIVERIES },
  "webhooks.redeliverFailed": { verb: "Open deliveries", to: () => DELIVERIES },
  "workflows.createAgentRun": { verb: "Run a loop", to: paths.agentRuns },
  "workflows.listAgentRuns": { verb: "List runs", to: paths.agentRuns },
  "workflows.getAgentRun": {
    verb: "Open a run",
    to: ({ run }) => (run === undefined ? paths.agentRuns() : paths.agentRun(run)),
  },
  "local.listMails": { verb: "Open the mailbox", to: paths.mailbox },
  "local.clearMails": { verb: "Open the mailbox", to: paths.mailbox },
  "local.createInbox": { verb: "Open an inbox", to: () => INBOX },
  "local.getInbox": { verb: "Open the inbox", to: () => INBOX },
  "local.setInboxAnswer": { verb: "Open the inbox", to: () => INBOX },
  "local.getSandbox": { verb: "Open the sandbox", to: paths.sandbox },
  "local.setSandbox": { verb: "Open the sandbox", to: paths.sandbox },
  "local.addCredits": { verb: "Top up", to: paths.sandbox },
  "local.reset": { verb: "Open the sandbox", to: paths.sandbox },
  "local.getRehearsal": { verb: "Play the lifecycle", to: () => paths.demo() },
  "local.setRehearsal": { verb: "Play the lifecycle", to: () => paths.demo() },
};

/** Where an endpoint can be tried in this console; undefined where no page makes its call. */
export function tryIt(name: string, newest: NewestIds): TryIt | undefined {
  const page = PAGES[name];
  return page === undefined ? undefined : { verb: page.verb, to: page.to(newest) };
}

/** The endpoints that a page stands for. */
export const TRIED_NAMES: readonly string[] = Object.keys(PAGES);
