import { pino, type Logger } from "pino";
import { networkWarning, readConfig, type Config } from "./config.ts";
import type { Database } from "./database/database.ts";
import { openDatabase } from "./database/open-database.ts";
import type { Opened } from "./open-gateway.ts";
import { closeServer, listen } from "./serve.ts";

/** How long jobs and requests that are under way at the end may go on; probes and reads are answered meanwhile. */
const FINISH_MS = 8_000;

function startDatabase(config: Config, log: Logger): Promise<Database> {
  const opening = openDatabase(config, {
    onWaiting: (reason) => log.warn(reason),
    onCrash: (error) => {
      log.fatal({ err: error }, "the database has stopped");
      process.exit(1);
    },
  });
  opening.catch(() => {}); // Thrown where it is waited for.
  return opening;
}

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: null });
  // All the rest is loaded while the database opens: each takes about as long as the other.
  const opening = startDatabase(config, log);
  const { openGateway } = await import("./open-gateway.ts");
  await serve(config, log, await openGateway(config, log, opening));
}

async function serve(
  config: Config,
  log: Logger,
  { app, server, stage, database, mailer, tracing }: Opened,
): Promise<void> {
  await listen(server, config).catch(async (error: unknown) => {
    await database.close();
    throw error;
  });
  await app.start();
  process.stdout.write(`\n  ${readyLine(config)}\n\n`);
  const warning = networkWarning(config);
  if (warning !== null) process.stderr.write(`  ${warning}\n\n`);

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) process.exit(signal === "SIGINT" ? 130 : 143);
    isStopping = true;
    log.info({ signal }, "stopping: running jobs may end; once more stops at once");
    await app.drain(FINISH_MS);
    stage.current()?.end();
    await closeServer(server);
    await mailer.close();
    await app.end();
    await tracing?.close();
    await database.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => void stop(signal));
}

function readyLine({ host, port, publicUrl, role }: Config): string {
  return role === "worker"
    ? `A worker of ${publicUrl} is ready; probes are answered on ${host}, port ${port}.`
    : `Batchrouter is ready at ${publicUrl}`;
}

await main().catch(async (error: unknown) => {
  const { explain } = await import("./plain-errors.ts");
  process.stderr.write(`${explain(error)}\n`);
  process.exit(1);
});
