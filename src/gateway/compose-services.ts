import { hkdfSync, randomUUID } from "node:crypto";
import type { RandomBytes } from "#contract/random-bytes.ts";
import type { Logger } from "pino";
import type { Credits } from "./accounts/credits.ts";
import { createCredits } from "./accounts/credits-ledger.ts";
import type { Passwords } from "./accounts/passwords.ts";
import { type ArtifactLinks, createArtifactLinks } from "./batches/artifact-links.ts";
import { Backlog } from "./batches/backlog.ts";
import { listLaneActivity } from "./batches/lane-store.ts";
import type { Catalog } from "./catalog/catalog.ts";
import { createLaneStates, type LaneStates } from "./catalog/lane-states.ts";
import type { Clock } from "./clock.ts";
import { observeLanes } from "./compose-telemetry.ts";
import type { Config } from "./config.ts";
import type { Database } from "./database/database.ts";
import type { DispatchDependencies } from "./dispatch/dependencies.ts";
import { EndingWatch } from "./dispatch/ending-watch.ts";
import type { Egress } from "./egress/egress.ts";
import type { EgressPolicy } from "./egress/target.ts";
import type { HealthConstants } from "./health/health-handlers.ts";
import { createExpressibility, type Expressibility } from "./expressibility/expressibility.ts";
import { createIdempotency, type Idempotency } from "./http/idempotency.ts";
import { createRateLimits, type RateLimits } from "./http/rate-limits.ts";
import { Turns } from "./http/turns.ts";
import type { ConsoleServer } from "./http/serve-console.ts";
import type { Installation } from "./installation/installation.ts";
import type { Lane } from "./lanes/lane.ts";
import type { LaneConnection } from "./lanes/provider/lane-connection.ts";
import { type CheckableLane, createCheckableLanes } from "./lanes/check/checkable-lanes.ts";
import { createLanes } from "./lanes/registry.ts";
import { playedHealth } from "./lanes/sandbox/scenarios.ts";
import { wait } from "./lanes/sandbox/wait.ts";
import { LaneWatch } from "./lanes/watch/lane-watch.ts";
import type { SandboxSettingsStore } from "./local/sandbox-settings.ts";
import type { Mailer } from "./mail/mail.ts";
import type { GatewayMetrics } from "./operations/metrics/gateway-metrics.ts";
import type { Tracing } from "./operations/tracing/tracing.ts";
import { FILE_READS } from "./overload-limits.ts";
import type { Queue } from "./queue/queue.ts";
import type { Stage } from "./rehearsal/stage.ts";
import type { ArtifactStorage } from "./storage/storage.ts";
import { createWebhookOutbox } from "./webhooks/outbox.ts";
import { createSecretBox, type SecretBox } from "./webhooks/secret-box.ts";
import type { WebhookOutbox } from "./webhooks/webhook-outbox.ts";

const ENDINGS_POLL_MS = 1_000;

/** What `main.ts` opens and tests replace: everything with an outside. */
export interface AppDependencies {
  config: Pick<
    Config,
    | "mode"
    | "role"
    | "publicUrl"
    | "allowedTargets"
    | "allowedHosts"
    | "allowedOrigins"
    | "trustsProxy"
    | "rateLimits"
    | "overload"
    | "quotas"
    | "metricsAccess"
  >;
  version: string;
  /** The time, the chance and the waits; `clock` and `entropy` are the stage's. */
  stage: Stage;
  clock: Clock;
  entropy: RandomBytes;
  log: Logger;
  metrics: GatewayMetrics;
  /** Null where no collector is configured. */
  tracing: Tracing | null;
  database: Database;
  /** A tar of the whole embedded database, for `backup`; null where the database is a server. */
  dumpDatabase: (() => Promise<Uint8Array>) | null;
  queue: Queue;
  storage: ArtifactStorage;
  /** What health says of it. */
  storageKind: HealthConstants["storage"];
  mailer: Mailer;
  egress: Egress;
  catalog: Catalog;
  /** How the catalog's lanes to providers are reached. */
  providers: { connections: ReadonlyMap<string, LaneConnection>; egress: Egress };
  sandbox: SandboxSettingsStore;
  installation: Installation;
  passwords: Passwords;
  /** 32 bytes, the same in every process: webhook secrets are sealed and links signed with keys made of it. */
  secretKey: Uint8Array;
  console: ConsoleServer | null;
  /** How units wait and retry; a test is less patient. */
  dispatch: Pick<DispatchDependencies, "backoff" | "random" | "wait" | "unitLimits">;
  /** Throws failures of our own through `fetch`; for tests. */
  throwUnexpected: boolean;
}

/** What several nouns share. */
export interface Services {
  idempotency: Idempotency;
  credits: Credits;
  links: ArtifactLinks;
  policy: EgressPolicy;
  secretBox: SecretBox;
  webhooks: WebhookOutbox;
  laneStates: LaneStates;
  laneWatch: LaneWatch;
  lanes: ReadonlyMap<string, Lane>;
  checkableLanes: ReadonlyMap<string, CheckableLane>;
  expressibility: Expressibility;
  endings: EndingWatch;
  backlog: Backlog;
  rateLimits: RateLimits;
}

/** Makes what several nouns share, once. */
export function composeServices(dependencies: AppDependencies): Services {
  const { catalog, clock, config, database, entropy, log, providers, queue } = dependencies;
  const { sandbox, secretKey, stage } = dependencies;
  const policy = { allowLoopback: config.mode === "local", allowed: config.allowedTargets };
  const secretBox = createSecretBox(secretKey);
  const laneParts = {
    settings: () => sandbox.current(),
    connections: providers.connections,
    access: { open: providers.egress.open, now: () => stage.realClock.now() },
  };
  const laneWatch = new LaneWatch({
    lanes: catalog.lanes,
    database,
    clock,
    process_id: randomUUID(),
    wait: dependencies.dispatch.wait,
  });
  return {
    idempotency: createIdempotency(database, clock),
    credits: createCredits(clock, entropy),
    links: createArtifactLinks(config.publicUrl, derivedKey(secretKey, "artifact links")),
    policy,
    secretBox,
    webhooks: createWebhookOutbox({ queue, clock, entropy, secretBox, policy }),
    laneStates: createLaneStates({
      catalog,
      clock,
      playedHealth: (lane) => playedHealth(lane, sandbox.current().scenario),
      listActivity: () => listLaneActivity(database),
      listConditions: () => laneWatch.conditions(),
      readsAlways: () => stage.current() !== null,
    }),
    laneWatch,
    // The watch is outermost: a call that it holds is no call.
    lanes: laneWatch.watch(
      observeLanes(dependencies, createLanes(catalog, { ...laneParts, wait: stage.waiting(wait) })),
    ),
    checkableLanes: createCheckableLanes(catalog, {
      ...laneParts,
      observe: (lanes) => observeLanes(dependencies, lanes),
    }),
    expressibility: createExpressibility({
      catalog,
      connections: providers.connections,
      database,
      storage: dependencies.storage,
      reads: new Turns({
        ...FILE_READS,
        message:
          "As many files as wait at a time are being checked against the lanes; repeat this in a moment.",
      }),
    }),
    rateLimits: createRateLimits(stage.realClock),
    backlog: new Backlog({ database, clock, mostItems: config.overload.waitingItems }),
    endings: new EndingWatch({
      database,
      pollMs: ENDINGS_POLL_MS,
      onError: (error) => log.error({ err: error }, "watching for endings failed"),
    }),
  };
}

function derivedKey(secretKey: Uint8Array, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync("sha256", secretKey, "", `batchrouter ${purpose}`, 32));
}
