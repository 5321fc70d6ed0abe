import { setTimeout as delay } from "node:timers/promises";
import { openAccount } from "./careful-client.ts";
import { type Configuration, Installation } from "./installation.ts";
import { KillPlan } from "./kill-plan.ts";
import { LedgerWatch } from "./ledger-watch.ts";
import type { PartOptions } from "./part.ts";
import { NOTHING_ENDED, reconcile, type Reconciliation } from "./reconcile.ts";
import { SeededRandom } from "./seeded-random.ts";
import { Weather } from "./weather.ts";
import { WebhookReceiver } from "./webhook-receiver.ts";
import { Workload } from "./workload.ts";

/** A run of minutes says how far it is. */
const PROGRESS_EVERY_MS = 30_000;

/** How much is done on one configuration, and for how long at most. */
export interface Extent {
  kills: number;
  users: number;
  mostItems: number;
  mostBatches: number;
  /** Kills end after so long, however many there were. */
  killingMs: number;
  /** From then on everything must have ended in so long. */
  endingMs: number;
}

/** What came of one configuration. */
export interface ConfigurationReport extends Reconciliation {
  configuration: Configuration;
  kills: readonly (readonly [where: string, count: number])[];
  serverRestarts: number;
  outages: number;
  retries: number;
  ledgerLooks: number;
  seconds: number;
}

/** Kills the processes of one configuration again and again while users submit batches, then reconciles all of it. */
export async function tortureConfiguration(
  configuration: Configuration,
  extent: Extent,
  options: PartOptions,
): Promise<ConfigurationReport> {
  const started = performance.now();
  const deviations: string[] = [];
  const purpose = `${configuration.engine} ${configuration.workers}`;
  const random = (use: string): SeededRandom => new SeededRandom(options.seed, `${purpose} ${use}`);
  const plan = new KillPlan(random("kills"), extent.kills);
  const giveUp = new AbortController();
  const receiver = await WebhookReceiver.start(random("receiver"));
  const installation = await Installation.start(
    configuration,
    options,
    plan,
    random("server"),
    (deviation) => deviations.push(deviation),
  );
  try {
    const client = await openAccount(installation.url, `torture-${options.seed}`, giveUp.signal);
    const weather = new Weather(client, random("weather"));
    const watch = new LedgerWatch(client);
    const workload = new Workload({
      client,
      random: random("workload"),
      webhookUrl: receiver.url,
      signal: giveUp.signal,
      ...extent,
    });
    await killWhileUsed({ installation, plan, weather, watch, workload, extent, giveUp });
    deviations.push(...watch.deviations, ...workload.failures);
    const subject = { installation, receiver, client, submissions: workload.submissions };
    // What has not ended in time has been told; there is nothing final to hold against anything.
    const reconciliation = giveUp.signal.aborted ? NOTHING_ENDED : await reconcile(subject, plan);
    if (plan.total < extent.kills)
      deviations.push(`${plan.total} kills in ${extent.killingMs} ms; ${extent.kills} were wanted`);
    return {
      ...reconciliation,
      deviations: [...deviations, ...reconciliation.deviations, ...client.serverErrors],
      configuration,
      kills: plan.kills,
      serverRestarts: installation.server?.restarts ?? 0,
      outages: weather.outages,
      retries: client.retries,
      ledgerLooks: watch.looks,
      seconds: (performance.now() - started) / 1_000,
    };
  } finally {
    giveUp.abort();
    await installation.dispose();
    await receiver.close();
  }
}

interface Torture {
  installation: Installation;
  plan: KillPlan;
  weather: Weather;
  watch: LedgerWatch;
  workload: Workload;
  extent: Extent;
  giveUp: AbortController;
}

async function killWhileUsed({
  installation,
  plan,
  weather,
  watch,
  workload,
  extent,
  giveUp,
}: Torture): Promise<void> {
  weather.start();
  watch.start();
  workload.start();
  plan.begin();
  installation.killAll();
  installation.server?.beginRestarts();
  const timer = new AbortController();
  const progress = setInterval(() => {
    console.error(
      `  ${plan.total} of ${extent.kills} kills, ${workload.submissions.length} batches`,
    );
  }, PROGRESS_EVERY_MS);
  await Promise.race([
    plan.isReached,
    delay(extent.killingMs, undefined, { signal: timer.signal }).catch(() => undefined),
  ]);
  timer.abort();
  clearInterval(progress);
  plan.end();
  await installation.server?.endRestarts();
  const deadline = setTimeout(() => giveUp.abort(), extent.endingMs);
  await weather.end();
  await workload.end();
  await watch.end();
  clearTimeout(deadline);
}
