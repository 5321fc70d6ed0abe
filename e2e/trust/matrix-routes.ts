import type { WholeApi } from "#contract/whole-api.ts";
import {
  type ApiKeyId,
  type BatchId,
  type DeliveryId,
  type FileId,
  newId,
  type QuoteId,
  type RunId,
} from "#contract/primitives.ts";

/** The name of an endpoint, as `batches.get`. */
export type EndpointName = {
  [Group in keyof WholeApi]: `${Group}.${keyof WholeApi[Group] & string}`;
}[keyof WholeApi];

/** What there is one of in an org, by id. */
export interface MatrixNames {
  api_key_id: ApiKeyId;
  quote_id: QuoteId;
  file_id: FileId;
  /** One that no batch was made of, so that it can be deleted. */
  spare_file_id: FileId;
  /** Another one. */
  second_spare_file_id: FileId;
  batch_id: BatchId;
  run_id: RunId;
  delivery_id: DeliveryId;
}

/** Ids of the right form that nobody has. */
export function namesOfNothing(): MatrixNames {
  return {
    api_key_id: newId("apiKey"),
    quote_id: newId("quote"),
    file_id: newId("file"),
    spare_file_id: newId("file"),
    second_spare_file_id: newId("file"),
    batch_id: newId("batch"),
    run_id: newId("run"),
    delivery_id: newId("delivery"),
  };
}

/** The parts of a request; an upload's body is bytes. */
export interface MatrixInput {
  params?: Record<string, string>;
  query?: Record<string, string>;
  body?: unknown;
}

/** What the owner calls when everything else has been, since it is gone afterwards: a thing, or the session itself. */
export type Ending = "thing" | "session";

/**
 * Whose things an endpoint reaches: nobody's (`open`); those of who calls (`own`); the one that is named, if it is who
 * calls that has it (`named`); the one that its link was signed for (`link`); those of who runs a local gateway (`local`).
 */
export type MatrixRoute =
  | { reach: "open" | "link" | "local" }
  | { reach: "own"; input?: MatrixInput; ends?: Ending }
  | { reach: "named"; input: (names: MatrixNames) => MatrixInput; ends?: Ending };

const open: MatrixRoute = { reach: "open" };
const own: MatrixRoute = { reach: "own" };
const local: MatrixRoute = { reach: "local" };
const named = (input: (names: MatrixNames) => MatrixInput): MatrixRoute => ({
  reach: "named",
  input,
});
const namedAndEnded = (input: (names: MatrixNames) => MatrixInput): MatrixRoute => ({
  reach: "named",
  input,
  ends: "thing",
});

const batch = named(({ batch_id }) => ({ params: { id: batch_id } }));
const file = named(({ file_id }) => ({ params: { id: file_id } }));
const openaiFile = named(({ file_id }) => ({ params: { file_id } }));
const openaiBatch = named(({ batch_id }) => ({ params: { batch_id } }));
const messages = [{ role: "user", content: "Say hello." }];
const models = ["gpt-4o-mini"];

/** Every endpoint of the contract; one that is not here does not compile. */
export const MATRIX_ROUTES: Readonly<Record<EndpointName, MatrixRoute>> = {
  "accounts.register": open,
  "accounts.verifyEmail": open,
  "accounts.resendVerification": open,
  "accounts.signIn": open,
  "accounts.signOut": { reach: "own", ends: "session" },
  "accounts.requestPasswordReset": open,
  "accounts.confirmPasswordReset": open,
  "accounts.changePassword": {
    reach: "own",
    input: { body: { current_password: "no password of anybody", password: "another password" } },
  },
  "accounts.get": own,
  "accounts.ledger": own,
  "apiKeys.create": { reach: "own", input: { body: { label: "another" } } },
  "apiKeys.list": own,
  "apiKeys.rotate": named(({ api_key_id }) => ({ params: { id: api_key_id } })),
  "apiKeys.revoke": namedAndEnded(({ api_key_id }) => ({ params: { id: api_key_id } })),
  "catalog.listModels": open,
  "catalog.listWorkflowProducts": open,
  "catalog.getWorkflowProduct": open,
  "catalog.listLanes": own,
  "catalog.health": open,
  "catalog.checkLive": open,
  "catalog.checkReady": open,
  "quotes.createForModel": named(({ file_id }) => ({ body: { models, input_file_id: file_id } })),
  "quotes.compare": named(({ file_id }) => ({
    body: { input_file_id: file_id, models },
  })),
  "quotes.createForWorkflow": {
    reach: "own",
    input: { body: { workflow: "agent-main-thread@v1", estimated_items: 1 } },
  },
  "quotes.get": named(({ quote_id }) => ({ params: { quote_id } })),
  "files.upload": { reach: "own", input: { body: "input" } },
  "files.uploadManifest": { reach: "own", input: { body: "input" } },
  "files.list": own,
  "files.get": file,
  "files.content": file,
  "files.delete": namedAndEnded(({ spare_file_id }) => ({ params: { id: spare_file_id } })),
  "batches.create": named(({ quote_id, file_id }) => ({
    body: { quote_id, input_file_id: file_id },
  })),
  "batches.list": own,
  "batches.get": batch,
  "batches.cancel": batch,
  "batches.results": batch,
  "batches.artifactUrl": batch,
  "batches.artifact": { reach: "link" },
  "batches.events": batch,
  "batches.routeReceipts": batch,
  "batches.lanes": batch,
  "batches.billingReceipt": batch,
  "webhooks.put": { reach: "own", input: { body: { url: "http://127.0.0.1:9/none" } } },
  "webhooks.get": own,
  "webhooks.delete": { reach: "own", ends: "thing" },
  "webhooks.rotateSecret": own,
  "webhooks.test": own,
  "webhooks.listDeliveries": own,
  "webhooks.redeliver": named(({ delivery_id }) => ({ params: { id: delivery_id } })),
  "webhooks.redeliverFailed": {
    reach: "own",
    input: { body: { since: "2026-01-01T00:00:00.000Z" } },
  },
  "workflows.createAgentRun": { reach: "own", input: { body: { input: { messages } } } },
  "workflows.listAgentRuns": own,
  "workflows.getAgentRun": named(({ run_id }) => ({ params: { id: run_id } })),
  "openai.createFile": { reach: "own", input: { body: "input" } },
  "openai.listFiles": own,
  "openai.getFile": openaiFile,
  "openai.fileContent": openaiFile,
  "openai.deleteFile": namedAndEnded(({ second_spare_file_id }) => ({
    params: { file_id: second_spare_file_id },
  })),
  "openai.createBatch": named(({ file_id }) => ({
    body: {
      input_file_id: file_id,
      endpoint: "/v1/chat/completions",
      completion_window: "24h",
    },
  })),
  "openai.listBatches": own,
  "openai.getBatch": openaiBatch,
  "openai.cancelBatch": openaiBatch,
  "openai.listModels": own,
  "openai.getModel": { reach: "own", input: { params: { model: "gpt-4o-mini" } } },
  "local.listMails": local,
  "local.clearMails": local,
  "local.createInbox": local,
  "local.getInbox": local,
  "local.setInboxAnswer": local,
  "local.getSandbox": local,
  "local.setSandbox": local,
  "local.checkLane": { reach: "own", input: { params: { lane_id: "lane_none" } } },
  "local.addCredits": {
    reach: "own",
    input: { body: { amount: { currency: "usd", amount: "1.000000" } } },
  },
  "local.reset": local,
  "local.getRehearsal": local,
  "local.setRehearsal": local,
};
