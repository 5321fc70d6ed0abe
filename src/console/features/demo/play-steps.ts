import type { Endpoint } from "#contract/endpoint.ts";
import {
  accounts,
  apiKeys,
  batches,
  files,
  local,
  quotes,
  workflows,
} from "#contract/product-api.ts";
import { paths } from "../../paths.ts";
import type { PlayFacts } from "./play-record.ts";

/** One scene of the play. */
export interface PlayStep {
  id: StepId;
  /** Which of the six steps of the lifecycle it belongs to; 0 before the first, 7 after the last. */
  part: number;
  title: string;
  /** What happens and why it matters: for an audience, in short sentences. */
  caption: string;
  /** The call that does it. */
  endpoint: Endpoint;
  /** The page where it is to be seen. */
  where: (facts: PlayFacts) => string;
}

const batchPage = ({ batch_id }: PlayFacts): string =>
  batch_id === undefined ? paths.batches() : paths.batch(batch_id);

const inboxPage = (): string => `${paths.webhooks()}?tab=inbox`;

/** The play, in order. */
export const PLAY_STEPS = [
  {
    id: "begin",
    part: 0,
    title: "An empty gateway",
    caption:
      "Everything starts from nothing: no account, no key. The seed decides every id and every outcome, so this can be shown again.",
    endpoint: local.reset,
    where: () => paths.home(),
  },
  {
    id: "register",
    part: 1,
    title: "Register an agent",
    caption: "One POST makes an account. An agent can do this by itself; no form is needed.",
    endpoint: accounts.register,
    where: () => paths.register(),
  },
  {
    id: "mail",
    part: 2,
    title: "A mail arrives",
    caption:
      "The address has to be real, so a token goes there by mail. On this machine the mailbox catches it.",
    endpoint: local.listMails,
    where: () => paths.mailbox(),
  },
  {
    id: "verify",
    part: 2,
    title: "Verify the email",
    caption: "The token works once. In return there is a session, and $25 of credit to try with.",
    endpoint: accounts.verifyEmail,
    where: () => paths.verify(),
  },
  {
    id: "key",
    part: 3,
    title: "Create an API key",
    caption:
      "The session becomes a key for the long run. It is shown once and kept only as a hash.",
    endpoint: apiKeys.create,
    where: () => paths.apiKeys(),
  },
  {
    id: "inbox",
    part: 4,
    title: "Open a webhook inbox",
    caption: "A receiver for what the gateway will send. In production this is your own endpoint.",
    endpoint: local.createInbox,
    where: inboxPage,
  },
  {
    id: "upload",
    part: 4,
    title: "Upload forty support tickets",
    caption: "One JSON line an item. Every line is checked while it streams in.",
    endpoint: files.upload,
    where: () => paths.files(),
  },
  {
    id: "quote",
    part: 4,
    title: "Lock a quote",
    caption:
      "Every lane is scored, and each one that is not taken says why. The total is a ceiling: the bill is never above it.",
    endpoint: quotes.createForModel,
    where: ({ quote_id }) =>
      quote_id === undefined ? paths.quote() : `${paths.quote()}?quote_id=${quote_id}`,
  },
  {
    id: "submit",
    part: 4,
    title: "Submit the batch",
    caption: "Accepted under one idempotency key: sent twice, it would still run once.",
    endpoint: batches.create,
    where: batchPage,
  },
  {
    id: "run",
    part: 5,
    title: "Watch it run",
    caption:
      "Items come back as lanes answer. What fails is tried again, then climbs down the ladder to the next lane.",
    endpoint: batches.get,
    where: batchPage,
  },
  {
    id: "delivery",
    part: 5,
    title: "The webhook is delivered",
    caption:
      "The result is announced, signed over the exact bytes. The signature is checked here as your receiver would.",
    endpoint: local.getInbox,
    where: inboxPage,
  },
  {
    id: "results",
    part: 5,
    title: "Read the results",
    caption: "Each item exactly once, in the order of the input: an answer, or an error by name.",
    endpoint: batches.results,
    where: (facts) => `${batchPage(facts)}?tab=items`,
  },
  {
    id: "bill",
    part: 5,
    title: "Compare bill and quote",
    caption: "Charged by what was used, lane by lane; what was reserved and not used comes back.",
    endpoint: batches.billingReceipt,
    where: (facts) => `${batchPage(facts)}?tab=bill`,
  },
  {
    id: "agent",
    part: 6,
    title: "Run an agent loop",
    caption: "One request in, one answer out: inside it is a quote and a batch of one.",
    endpoint: workflows.createAgentRun,
    where: ({ run_id }) => (run_id === undefined ? paths.agentRuns() : paths.agentRun(run_id)),
  },
  {
    id: "answer",
    part: 6,
    title: "The agent's answer",
    caption: "It comes by webhook as well, so nobody has to poll for it.",
    endpoint: workflows.getAgentRun,
    where: ({ run_id }) => (run_id === undefined ? paths.agentRuns() : paths.agentRun(run_id)),
  },
  {
    id: "end",
    part: 7,
    title: "The same again, any time",
    caption:
      "A fingerprint over every id, time and end. The same scenario and seed give the same one.",
    endpoint: batches.list,
    where: () => paths.demo(),
  },
] as const satisfies readonly (Omit<PlayStep, "id"> & { id: string })[];

export type StepId =
  | "begin"
  | "register"
  | "mail"
  | "verify"
  | "key"
  | "inbox"
  | "upload"
  | "quote"
  | "submit"
  | "run"
  | "delivery"
  | "results"
  | "bill"
  | "agent"
  | "answer"
  | "end";

/** The scene at a place, counted from 0; undefined past the end. */
export function stepAt(at: number): PlayStep | undefined {
  return PLAY_STEPS[at];
}

/** The scene that is to be seen now: the one under way, else the last that is over. */
export function shownStep({ at, isUnderWay }: { at: number; isUnderWay: boolean }): PlayStep {
  return stepAt(isUnderWay ? at : Math.max(0, at - 1)) ?? PLAY_STEPS[0];
}
