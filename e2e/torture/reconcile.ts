import { setTimeout as delay } from "node:timers/promises";
import type { Batch } from "#contract/batches.ts";
import { contract } from "#contract/index.ts";
import { toMicros } from "#contract/primitives.ts";
import type { CarefulClient } from "./careful-client.ts";
import type { Installation } from "./installation.ts";
import type { KillPlan } from "./kill-plan.ts";
import { letTimePass, listLeftovers, listOpenJobs } from "./leftovers.ts";
import { listLedger } from "./ledger-watch.ts";
import { allPages } from "./pages.ts";
import { reconcileBatch, type ReconciledBatch } from "./reconcile-batch.ts";
import type { WebhookReceiver } from "./webhook-receiver.ts";
import type { Submission } from "./workload.ts";

/** What is held against what. */
export interface Subject {
  installation: Installation;
  receiver: WebhookReceiver;
  client: CarefulClient;
  submissions: readonly Submission[];
}

/** What all batches of a configuration came to. */
export interface Reconciliation {
  batches: readonly ReconciledBatch[];
  /** Submissions whose create call got no answer, and the batches that there are of them. */
  unanswered: { submissions: number; batches: number };
  arrivals: number;
  balance: { balance: string; reserved: string };
  deviations: readonly string[];
}

/** Of a run that gave up before everything had ended. */
export const NOTHING_ENDED: Reconciliation = {
  batches: [],
  unanswered: { submissions: 0, batches: 0 },
  arrivals: 0,
  balance: { balance: "?", reserved: "?" },
  deviations: [],
};

const ROUNDS = 6;
const ROUND_ENDS_WITHIN_MS = 15_000;
const LOOK_EVERY_MS = 250;

/**
 * Lets everything that waits come about, with two kills in the sweep on the way, then holds every batch against what its
 * user submitted, by the API alone, and looks for what is left over.
 */
export async function reconcile(subject: Subject, plan: KillPlan): Promise<Reconciliation> {
  const { installation, receiver, client, submissions } = subject;
  receiver.beKind();
  plan.nextLives("before_sweep", "after_sweep");
  await settle(subject);
  const ledger = await listLedger(client);
  const listed = await listBatches(client);
  const sources = { client, receiver, ledger };
  const batches: ReconciledBatch[] = [];
  const deviations: string[] = [];
  for (const submission of submissions) {
    const ofKey = listed.filter(({ metadata }) => metadata["key"] === submission.key);
    if (ofKey.length > 1) deviations.push(`${submission.key} made ${ofKey.length} batches`);
    const [batch] = ofKey;
    if (submission.batch_id !== null && batch?.id !== submission.batch_id)
      deviations.push(`${submission.batch_id} was acknowledged and is not listed`);
    if (batch !== undefined) batches.push(await reconcileBatch(sources, submission, batch.id));
  }
  const account = await client.call(contract.accounts.get, {});
  if (toMicros(account.credit_reserved) !== 0n)
    deviations.push(`${account.credit_reserved.amount} is still reserved`);
  const unanswered = submissions.filter(({ batch_id }) => batch_id === null);
  const keys = new Set(unanswered.map(({ key }) => key));
  const made = listed.filter(({ metadata }) => keys.has(metadata["key"] ?? ""));
  await installation.rest();
  const store = await installation.openStore();
  const leftovers = await listLeftovers(store, installation.artifactsFolder);
  await store.close();
  return {
    batches,
    unanswered: { submissions: unanswered.length, batches: made.length },
    arrivals: receiver.arrivals,
    balance: {
      balance: account.credit_balance.amount,
      reserved: account.credit_reserved.amount,
    },
    deviations: [
      ...deviations,
      ...batches.flatMap((batch) => batch.deviations),
      ...receiver.deviations,
      ...leftovers,
    ],
  };
}

function listBatches(client: CarefulClient): Promise<Batch[]> {
  return allPages((cursor) =>
    client.call(contract.batches.list, {
      query: { limit: 100, ...(cursor === undefined ? {} : { cursor }) },
    }),
  );
}

/** Moves time on until no job but the recurring ones waits; what is still there after that is told as left over. */
async function settle({ installation, client }: Subject): Promise<void> {
  await installation.rest();
  for (let round = 0; round < ROUNDS; round += 1) {
    const store = await installation.openStore();
    const open = await listOpenJobs(store);
    const isSettled = round > 0 && open.every(({ state }) => state === "dead");
    await letTimePass(store, installation.artifactsFolder);
    await store.close();
    await installation.resume();
    await untilDelivered(client);
    if (isSettled) return;
    await installation.restForStore();
  }
  await installation.resume();
}

async function untilDelivered(client: CarefulClient): Promise<void> {
  const until = Date.now() + ROUND_ENDS_WITHIN_MS;
  do {
    // What was due is claimed within a poll; the look comes after it.
    await delay(LOOK_EVERY_MS * 4);
    const query = { status: "pending" as const, limit: 1 };
    const { data } = await client.call(contract.webhooks.listDeliveries, { query });
    if (data.length === 0) return;
  } while (Date.now() < until);
}
