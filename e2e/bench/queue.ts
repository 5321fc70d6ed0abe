import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import * as z from "zod/mini";
import { PostgresServer } from "#test-servers/postgres-server.ts";
import type { BenchPart, BenchReport } from "./part.ts";
import { graphileJobsPerSecond, pgBossJobsPerSecond } from "./queue-peers.ts";

const MEASURE = fileURLToPath(new URL("../../src/gateway/queue/measure-queue.ts", import.meta.url));
const run = promisify(execFile);

const Figures = z.object({
  jobs_per_second: z.number(),
  jobs_per_second_with_turns: z.number(),
  claim_ms_one_group: z.number(),
  claim_ms_thousand_groups: z.number(),
  claim_ms_group_each: z.number(),
});
type Figures = z.output<typeof Figures>;

async function measured(databaseUrl?: string): Promise<Figures> {
  const program = ["--import", "tsx", MEASURE, ...(databaseUrl === undefined ? [] : [databaseUrl])];
  const { stdout } = await run(process.execPath, program);
  return Figures.parse(JSON.parse(stdout));
}

function tell(report: BenchReport, engine: string, figures: Figures): void {
  report.figure(`${engine}: jobs, each claimed and completed`, figures.jobs_per_second, "jobs/s");
  const withTurns = figures.jobs_per_second_with_turns;
  report.figure(`${engine}: the same of 10 orgs that take turns`, withTurns, "jobs/s");
  report.ratio(
    `${engine}: jobs a second with turns`,
    withTurns / figures.jobs_per_second,
    "those without",
  );
  report.figure(`${engine}: claim of 5, 100,000 waiting, 1 org`, figures.claim_ms_one_group, "ms");
  report.figure(
    `${engine}: claim of 5, 100,000 waiting, 1,000 orgs`,
    figures.claim_ms_thousand_groups,
    "ms",
  );
  report.figure(
    `${engine}: claim of 5, 100,000 waiting, an org each`,
    figures.claim_ms_group_each,
    "ms",
  );
}

/** Jobs a second and the cost of a claim at depth, on both engines, beside two queues of npm on the same server. */
export const queuePart: BenchPart = {
  name: "queue",
  description:
    "jobs a second and claims at depth, on the embedded engine and on PostgreSQL, beside pg-boss and graphile-worker",
  async run(report) {
    const embedded = await measured();
    tell(report, "embedded", embedded);
    const server = await PostgresServer.create();
    try {
      const postgres = await measured(await server.createDatabase("queue_bench"));
      tell(report, "PostgreSQL", postgres);
      const ratio = postgres.jobs_per_second / embedded.jobs_per_second;
      report.ratio("PostgreSQL: jobs a second", ratio, "the embedded engine's");
      const peers = {
        "pg-boss": await pgBossJobsPerSecond(await server.createDatabase("boss_bench")),
        "graphile-worker": await graphileJobsPerSecond(
          await server.createDatabase("graphile_bench"),
        ),
      };
      for (const [name, perSecond] of Object.entries(peers)) {
        report.figure(`${name}: jobs, each done and completed`, perSecond, "jobs/s");
        report.ratio("PostgreSQL: jobs a second", postgres.jobs_per_second / perSecond, name);
      }
    } finally {
      await server.dispose();
    }
  },
};
