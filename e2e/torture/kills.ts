import type { Configuration } from "./installation.ts";
import type { PartOptions, PartReport } from "./part.ts";
import {
  type ConfigurationReport,
  type Extent,
  tortureConfiguration,
} from "./torture-configuration.ts";

const MINUTE_MS = 60_000;
/** A unit that was lost again and again waits up to five minutes, and a quarter, before it is begun anew. */
const ENDS_WITHIN_MS = 8 * MINUTE_MS;

/** Kills processes of every configuration while batches run, then reconciles items, bills and events. */
export async function tortureByKills(options: PartOptions): Promise<PartReport> {
  const reports: ConfigurationReport[] = [];
  for (const configuration of configurationsOf(options)) {
    const report = await tortureConfiguration(
      configuration,
      extentOf(configuration, options),
      options,
    );
    console.log(tableOf(report).join("\n"));
    reports.push(report);
  }
  const deviations = reports.flatMap((report) =>
    report.deviations.map((deviation) => `${nameOf(report.configuration)}: ${deviation}`),
  );
  return { part: "kills", lines: summaryOf(reports), deviations };
}

function configurationsOf({ engines, workers }: PartOptions): Configuration[] {
  return engines.flatMap((engine): Configuration[] =>
    engine === "embedded"
      ? [{ engine, workers: 0 }]
      : workers.map((count) => ({ engine, workers: count })),
  );
}

/** The kills of an engine are shared out among its configurations. */
function extentOf(
  { engine }: Configuration,
  { kills, workers, isShort, minutes }: PartOptions,
): Extent {
  const configurations = engine === "embedded" ? 1 : workers.length;
  const share = Math.ceil(kills / configurations);
  const killingMs = (minutes * MINUTE_MS) / configurations;
  if (isShort) {
    return {
      kills: share,
      users: 4,
      mostItems: 400,
      mostBatches: 40,
      killingMs,
      endingMs: MINUTE_MS,
    };
  }
  return {
    kills: share,
    users: 6,
    mostItems: 3_000,
    mostBatches: 400,
    killingMs,
    endingMs: ENDS_WITHIN_MS,
  };
}

function nameOf({ engine, workers }: Configuration): string {
  if (engine === "embedded") return "embedded";
  return `postgres, ${workers} ${workers === 1 ? "worker" : "workers"}`;
}

function tableOf(report: ConfigurationReport): string[] {
  const { batches, unanswered, balance } = report;
  const endings = new Map<string, number>();
  for (const { status } of batches) endings.set(status, (endings.get(status) ?? 0) + 1);
  const sum = (of: (batch: (typeof batches)[number]) => number): number =>
    batches.reduce((total, batch) => total + of(batch), 0);
  const rows = [
    ["kills", String(report.kills.reduce((total, [, count]) => total + count, 0))],
    ...report.kills.map(([where, count]) => [`  ${where}`, String(count)]),
    ["server restarts", String(report.serverRestarts)],
    ["lane outages", String(report.outages)],
    ["requests repeated", String(report.retries)],
    [
      "batches",
      `${batches.length} (${[...endings].map(([name, n]) => `${n} ${name}`).join(", ")})`,
    ],
    [
      "create calls without an answer",
      `${unanswered.submissions}, of which ${unanswered.batches} made a batch`,
    ],
    ["items", String(sum(({ items }) => items))],
    ["items lost", String(sum(({ lost }) => lost))],
    ["items twice", String(sum(({ twice }) => twice))],
    ["charged twice", String(sum(({ chargedAgain }) => chargedAgain))],
    ["webhook arrivals", String(report.arrivals)],
    ["ledger in balance", `at each of ${report.ledgerLooks} looks`],
    ["balance, reserved", `$${balance.balance}, $${balance.reserved}`],
    ["deviations", String(report.deviations.length)],
    ["seconds", report.seconds.toFixed(1)],
  ];
  const width = Math.max(...rows.map(([name = ""]) => name.length));
  return [
    "",
    nameOf(report.configuration),
    ...rows.map(([name = "", value]) => `  ${name.padEnd(width)}  ${value}`),
  ];
}

function summaryOf(reports: readonly ConfigurationReport[]): string[] {
  return reports.map(({ configuration, kills, batches, seconds }) => {
    const killed = kills.reduce((total, [, count]) => total + count, 0);
    const items = batches.reduce((total, batch) => total + batch.items, 0);
    return `${nameOf(configuration)}: ${killed} kills, ${batches.length} batches, ${items} items, ${seconds.toFixed(0)} s`;
  });
}
