import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Session } from "#contract/accounts.ts";
import type { CreatedApiKey } from "#contract/api-keys.ts";
import { createClient, type CallOptions } from "#contract/client.ts";
import type { Endpoint, EndpointInput, EndpointOutput, Permission } from "#contract/endpoint.ts";
import { contract } from "#contract/index.ts";
import { pino } from "pino";
import type * as z from "zod/mini";
import { createPasswords } from "./accounts/passwords.ts";
import { createApp, type App, type AppDependencies } from "./app.ts";
import { loadCatalog } from "./catalog/catalog.ts";
import type { Database } from "./database/database.ts";
import { createTestDatabase, emptyTestDatabase } from "./database/test-database.ts";
import { UNIT_LIMITS } from "./dispatch/unit-limits.ts";
import { installationOfProcess } from "./installation/installation.ts";
import { createLaneEgress } from "./lanes/provider/lane-egress.ts";
import { createSandboxSettings, DEFAULT_SANDBOX_SETTINGS } from "./local/sandbox-settings.ts";
import { createMailboxMailer } from "./mail/mailbox-mailer.ts";
import { DEFAULT_OVERLOAD_LIMITS } from "./overload-limits.ts";
import { createGatewayMetrics } from "./operations/metrics/gateway-metrics.ts";
import { NO_QUOTAS } from "./quotas.ts";
import { createQueue } from "./queue/queue.ts";
import { createStage } from "./rehearsal/stage.ts";
import { createLocalStorage } from "./storage/local-storage.ts";
import { createReceiverEgress } from "./webhooks/receiver-egress.ts";

/** Where the gateway of a test says that it is; nothing listens there. */
const TEST_ORIGIN = "http://127.0.0.1:8787";

export interface TestAppOverrides extends Partial<Omit<AppDependencies, "config" | "database">> {
  /** Another test app's, which stays open when this one is closed: an own one takes a second to make. */
  database?: Database;
  config?: Partial<AppDependencies["config"]>;
}

/** Who calls, beside what the client takes. */
interface TestCallOptions extends CallOptions {
  /** The API key or session token. */
  as?: string;
}

export interface TestApp {
  app: App;
  database: Database;
  now(): Date;
  /** Moves the clock; it stands still otherwise. */
  advance(ms: number): void;
  /** Calls an endpoint as the console does; throws `ApiError`, and the cause itself when the gateway fails. */
  request<E extends Endpoint>(
    endpoint: E,
    input: EndpointInput<E>,
    options?: TestCallOptions,
  ): Promise<EndpointOutput<E>>;
  /** Any request by its path, for what the typed client would not send. */
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** The token of the newest mail to an address. */
  mailedToken(email: string): Promise<string>;
  /** A verified account; each call makes another one unless an address is given. */
  registerAndVerify(
    fields?: Partial<z.input<typeof contract.accounts.register.body.schema>>,
  ): Promise<Session>;
  /** A key of the session's org. */
  createKey(sessionToken: string, permissions?: Permission[]): Promise<CreatedApiKey>;
  /** Runs jobs until none is due. */
  runJobs(): Promise<void>;
  /** What jobs threw. */
  failures: unknown[];
  /** Empties the database and sets the clock back, so that one app serves a whole file of tests. */
  reset(): Promise<void>;
  close(): Promise<void>;
}

const START = new Date("2026-11-24T12:00:00.000Z");

/** Cheap on purpose: what is tested is never how slow a hash is. */
const TEST_PASSWORD_COST = { logN: 4, r: 1, p: 1 };

/**
 * A whole gateway in this process: real database, storage, queue and lanes, a clock that stands still, no rate limits,
 * and lanes a thousand times as fast. Failures that would be a 500 are thrown.
 */
export async function createTestApp(overrides: TestAppOverrides = {}): Promise<TestApp> {
  const folder = await mkdtemp(join(tmpdir(), "gateway-test-"));
  const database = overrides.database ?? (await createTestDatabase());
  let now = START;
  const failures: unknown[] = [];
  const stage = createStage({
    realClock: { now: () => now },
    database,
    onError: (error) => failures.push(error),
  });
  const { clock, entropy } = stage;
  const { config, ...replaced } = overrides;
  const app = createApp({
    version: "0.0.0-test",
    stage,
    clock,
    entropy,
    log: failureLog(failures),
    metrics: createGatewayMetrics({ version: "0.0.0-test", engine: database.engine, role: "all" }),
    tracing: null,
    dumpDatabase: null,
    database,
    queue: createQueue({ clock: clock.now, leaseClock: stage.realClock.now }),
    storage: await createLocalStorage(folder),
    storageKind: "local",
    mailer: createMailboxMailer(clock, entropy, null),
    egress: createReceiverEgress({ allowLoopback: true }),
    catalog: await loadCatalog(),
    providers: { connections: new Map(), egress: createLaneEgress() },
    sandbox: await createSandboxSettings(database, { ...DEFAULT_SANDBOX_SETTINGS, speed: 1_000 }),
    installation: installationOfProcess(),
    passwords: createPasswords(TEST_PASSWORD_COST),
    secretKey: new Uint8Array(32).fill(7),
    console: null,
    dispatch: {
      backoff: () => ({ retries: 8, baseMs: 1, maxMs: 5 }),
      random: () => 0.5,
      wait: async (_ms, signal) => signal.throwIfAborted(),
      unitLimits: UNIT_LIMITS,
    },
    throwUnexpected: true,
    ...replaced,
    config: {
      mode: "local",
      role: "all",
      publicUrl: TEST_ORIGIN,
      allowedTargets: { names: [], blocks: [] },
      allowedHosts: [],
      allowedOrigins: [],
      trustsProxy: false,
      rateLimits: { principal: 0, address: 0, sign_in: 0, account: 0 },
      overload: DEFAULT_OVERLOAD_LIMITS,
      quotas: NO_QUOTAS,
      metricsAccess: { token: null, isOpen: true },
      ...config,
    },
  });

  let started: Promise<void> | undefined;
  return {
    app,
    database,
    failures,
    now: clock.now,
    advance: (ms) => void (now = new Date(now.getTime() + ms)),
    ...createCalls(app),
    async runJobs() {
      started ??= app.start();
      await started;
      await app.worker.whenIdle();
    },
    async reset() {
      now = START;
      stage.end();
      failures.length = 0;
      await emptyTestDatabase(database);
    },
    async close() {
      await app.worker.drain();
      stage.current()?.end();
      await app.end();
      if (overrides.database === undefined) await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Calls = Pick<TestApp, "request" | "fetch" | "mailedToken" | "registerAndVerify" | "createKey">;

function createCalls(app: App): Calls {
  let registered = 0;

  const send: Calls["fetch"] = (path, init) =>
    app.fetch(new Request(new URL(path, TEST_ORIGIN), init));

  const request: Calls["request"] = (endpoint, input, { as, ...options } = {}) => {
    const transport = (url: string, init: RequestInit): Promise<Response> =>
      app.fetch(new Request(url, init));
    const client = createClient({ baseUrl: TEST_ORIGIN, credential: () => as, transport });
    return client.call(endpoint, input, options);
  };

  const mailedToken: Calls["mailedToken"] = async (email) => {
    const { data } = await request(contract.local.listMails, { query: { to: email } });
    const token = data[0]?.token;
    if (token == null) throw new Error(`No mail with a token to ${email}`);
    return token;
  };

  return {
    request,
    fetch: send,
    mailedToken,
    async registerAndVerify(fields = {}) {
      registered += 1;
      const body = {
        agent_name: `agent-${registered}`,
        email: `agent-${registered}@example.com`,
        password: "correct horse battery",
        ...fields,
      };
      await request(contract.accounts.register, { body });
      return request(contract.accounts.verifyEmail, {
        body: { token: await mailedToken(body.email) },
      });
    },
    createKey: (sessionToken, permissions) =>
      request(
        contract.apiKeys.create,
        { body: { label: "test", ...(permissions && { permissions }) } },
        { as: sessionToken },
      ),
  };
}

/** Keeps the errors that are logged and is silent otherwise. */
function failureLog(failures: unknown[]) {
  return pino({ level: "warn" }, { write: (line: string) => void failures.push(JSON.parse(line)) });
}
