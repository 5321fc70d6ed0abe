import type { Server } from "node:http";
import { join } from "node:path";
import type { Logger } from "pino";
import { createPasswords } from "./accounts/passwords.ts";
import { createApp, type App } from "./app.ts";
import { loadCatalog } from "./catalog/catalog.ts";
import { systemChance } from "./chance.ts";
import { systemClock } from "./clock.ts";
import type { Config } from "./config.ts";
import { migrate } from "./database/migrate.ts";
import type { Database } from "./database/database.ts";
import { PgliteDatabase } from "./database/pglite-database.ts";
import { sandboxBackoff } from "./dispatch/backoff.ts";
import { UNIT_LIMITS } from "./dispatch/unit-limits.ts";
import { createOperatorDial } from "./egress/checked-dial.ts";
import { clientNames } from "./egress/name-servers.ts";
import { createGatewayServer } from "./http/gateway-server.ts";
import { createConsoleServer } from "./http/serve-console.ts";
import { openInstallation } from "./installation/installation.ts";
import { loadLanes } from "./lanes/configured/load-lanes.ts";
import { createLaneEgress } from "./lanes/provider/lane-egress.ts";
import { wait } from "./lanes/sandbox/wait.ts";
import { createSandboxSettings } from "./local/sandbox-settings.ts";
import type { Mailer } from "./mail/mail.ts";
import { createMailboxMailer } from "./mail/mailbox-mailer.ts";
import { createSmtpMailer } from "./mail/smtp-mailer.ts";
import { openTelemetry } from "./operations/open-telemetry.ts";
import type { Tracing } from "./operations/tracing/tracing.ts";
import { packageRoot, versionOf } from "./package-root.ts";
import { createQueue } from "./queue/queue.ts";
import { canRehearse, createStage, type Stage } from "./rehearsal/stage.ts";
import { openStorage } from "./storage/open-storage.ts";
import { createReceiverEgress } from "./webhooks/receiver-egress.ts";
import { loadOrCreateKey } from "./webhooks/secret-box.ts";

/** A gateway that can be served. */
export interface Opened {
  app: App;
  /** Answers by the app once it listens. */
  server: Server;
  stage: Stage;
  database: Database;
  mailer: Mailer;
  tracing: Tracing | null;
}

function openMailer(config: Config, log: Logger, { clock, entropy }: Stage): Mailer {
  const smtp =
    config.smtpUrl === null
      ? null
      : createSmtpMailer({
          url: config.smtpUrl,
          from: config.mailFrom,
          log,
          dial: createOperatorDial({ allowed: config.allowedTargets }),
        });
  // A worker sends no mail.
  if (config.mode === "local" || config.role === "worker")
    return createMailboxMailer(clock, entropy, smtp);
  if (smtp === null) throw new Error("readConfig lets no hosted gateway be without SMTP");
  return smtp;
}

/**
 * Makes the gateway of a configuration on the database that is being opened for it meanwhile. What a person can put right is thrown
 * as a sentence, before the database has been waited for where it can be.
 */
export async function openGateway(
  config: Config,
  log: Logger,
  opening: Promise<Database>,
): Promise<Opened> {
  const root = packageRoot();
  const { catalog, connections } = await loadLanes(
    config.lanesFile,
    await loadCatalog(config.catalogFile ?? undefined),
    process.env,
  );
  const storage = await openStorage(config.storage, {
    marginBytes: config.overload.freeBytes,
    dial: createOperatorDial({ allowed: config.allowedTargets }),
    onError: (error) => log.warn({ err: error }, "looking for abandoned uploads failed"),
  });
  const database = await opening;
  await migrate(database);
  const stage = createStage({
    realClock: systemClock,
    database,
    onError: (error) => log.error({ err: error }, "playing the rehearsal failed"),
  });
  if (config.mode === "local" && canRehearse(database, catalog)) await stage.resume();
  const mailer = openMailer(config, log, stage);
  const sandbox = await createSandboxSettings(database);
  const version = versionOf(root);
  const { metrics, tracing } = await openTelemetry(config, version, database.engine, log);
  const secretKey = config.secretKey ?? (await loadOrCreateKey(config.dataDirectory));
  const app = createApp({
    config,
    version,
    stage,
    clock: stage.clock,
    entropy: stage.entropy,
    log,
    metrics,
    tracing,
    database,
    dumpDatabase: database instanceof PgliteDatabase ? () => database.dump() : null,
    // Leases go by the database's time always: the clock of a rehearsal jumps while a job runs.
    queue: createQueue({ clock: () => stage.current()?.now(), leaseClock: () => undefined }),
    storage,
    storageKind: config.storage.kind,
    mailer,
    egress: createReceiverEgress({
      allowLoopback: config.mode === "local",
      allowed: config.allowedTargets,
      resolve: clientNames(config.nameServers),
    }),
    catalog,
    providers: { connections, egress: createLaneEgress(config.allowedTargets) },
    sandbox,
    passwords: createPasswords(),
    installation: await openInstallation({ database, storage, secretKey }),
    secretKey,
    console: createConsoleServer(join(root, "dist", "console")),
    dispatch: {
      backoff: () => sandboxBackoff(sandbox.current().speed),
      random: systemChance,
      wait,
      unitLimits: UNIT_LIMITS,
    },
    throwUnexpected: false,
  });
  const server = createGatewayServer(app.fetch);
  return { app, server, stage, database, mailer, tracing };
}
