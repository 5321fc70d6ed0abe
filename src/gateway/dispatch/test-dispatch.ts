import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Endpoint, HandlerAnswer } from "#contract/endpoint.ts";
import { PERMISSIONS } from "#contract/endpoint.ts";
import { newId, type OrgId } from "#contract/primitives.ts";
import { randomBytes } from "#contract/random-bytes.ts";
import { ModelQuoteBody } from "#contract/quotes.ts";
import pino from "pino";
import type { Credits } from "#gateway/accounts/credits.ts";
import { createCredits } from "#gateway/accounts/credits-ledger.ts";
import { createArtifactLinks } from "#gateway/batches/artifact-links.ts";
import { createBatchHandlers } from "#gateway/batches/handlers.ts";
import { type Catalog, loadCatalog } from "#gateway/catalog/catalog.ts";
import type { Database, Transaction } from "#gateway/database/database.ts";
import { sql } from "#gateway/database/sql.ts";
import { createTestDatabase, emptyTestDatabase } from "#gateway/database/test-database.ts";
import { KnownAnswer } from "#gateway/http/answers.ts";
import type { Handler, HandlerContext } from "#gateway/http/handler.ts";
import { Turns } from "#gateway/http/turns.ts";
import type { Lane, LaneAnswer, LaneRequest } from "#gateway/lanes/lane.ts";
import { NO_QUOTAS } from "#gateway/quotas.ts";
import { createQueue } from "#gateway/queue/queue.ts";
import { createWorker, type JobWorker } from "#gateway/queue/worker.ts";
import { SANDBOX_ALONE } from "#gateway/expressibility/test-expressibility.ts";
import { lockQuote, type QuoteDependencies } from "#gateway/quotes/lock-quote.ts";
import { createLocalStorage } from "#gateway/storage/local-storage.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { createWebhookOutbox } from "#gateway/webhooks/outbox.ts";
import { createSecretBox } from "#gateway/webhooks/secret-box.ts";
import { createRunEndListener } from "#gateway/workflows/run-end-listener.ts";
import { createWorkflowHandlers } from "#gateway/workflows/workflow-handlers.ts";
import type { DispatchDependencies } from "./dependencies.ts";
import { createDispatchJobs } from "./dispatch-jobs.ts";
import { EndingWatch } from "./ending-watch.ts";
import { UNIT_LIMITS } from "./unit-limits.ts";

/** What every lane does with a call, as a test has it. */
export type LaneScript = (
  request: LaneRequest,
  lane_id: string,
  signal: AbortSignal,
) => LaneAnswer | Promise<LaneAnswer>;

/** An answer with a body that no JSON writer would write, so that a change of its bytes shows. */
export function oddAnswer(request: LaneRequest): LaneAnswer {
  return {
    status_code: 200,
    request_id: `req_${request.custom_id}`,
    body_json: oddBody(request.custom_id),
    usage: { input_tokens: 100, output_tokens: 50 },
  };
}

export function oddBody(custom_id: string): string {
  return `{ "said":"\\u0041 ${custom_id}", "n" : 1.0e3,"n":2 , "é":"→" }`;
}

const START = new Date("2026-11-24T12:00:00.000Z");

/** What a test turns: the time, what lanes do, how long batches have; and what it can look at afterwards. */
class Knobs {
  now = START;
  script: LaneScript = oddAnswer;
  deadlineSeconds: number | null = null;
  failures: unknown[] = [];
  waits: number[] = [];

  reset(): void {
    this.now = START;
    this.script = oddAnswer;
    this.deadlineSeconds = null;
    this.failures.length = 0;
    this.waits.length = 0;
  }
}

/** The dispatch of a gateway: real database, storage, queue, credits and outbox; scripted lanes and a clock that stands still. */
export async function createTestDispatch() {
  const catalog = await loadCatalog();
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), "dispatch-test-"));
  const knobs = new Knobs();
  const services = composeServices(database, await createLocalStorage(folder), knobs);
  const dispatch = composeDispatch(services, catalog, knobs);
  const quoting = {
    catalog,
    entropy: randomBytes,
    expressibility: SANDBOX_ALONE,
    laneStates: () => new Map<never, never>(),
  };
  const workers: JobWorker[] = [];
  const startWorker = (given: DispatchDependencies, kind?: string): JobWorker => {
    const worker = createWorker({
      database: given.database,
      queue: given.queue,
      handlers: createDispatchJobs(given).filter(
        (handler) => kind === undefined || handler.kind === kind,
      ),
      onError: (error) => knobs.failures.push(error),
      pollMs: 20,
    });
    worker.start();
    return worker;
  };
  return {
    ...services,
    ...composeHandlers(dispatch, quoting, knobs),
    failures: knobs.failures,
    waits: knobs.waits,
    /** The scripted lanes, by their ids. */
    lanes: dispatch.lanes,
    /** The scripted lanes, one of them in the place of its own. */
    lanesWith: (lane: Lane): Map<string, Lane> => new Map(dispatch.lanes).set(lane.lane_id, lane),
    /** Ends every lease, as time would. */
    endLeases: () => services.queue.endAllLeases(database),
    addWorker(changes: Partial<DispatchDependencies> = {}): JobWorker {
      const worker = startWorker({ ...dispatch, ...changes });
      workers.push(worker);
      return worker;
    },
    /** Runs what is due of one kind of job alone. */
    async runOnly(kind: string, changes: Partial<DispatchDependencies> = {}): Promise<void> {
      const worker = startWorker({ ...dispatch, ...changes }, kind);
      await worker.whenIdle();
      await worker.drain();
    },
    setScript: (script: LaneScript) => void (knobs.script = script),
    setDeadline: (seconds: number | null) => void (knobs.deadlineSeconds = seconds),
    advance: (ms: number) => void (knobs.now = new Date(knobs.now.getTime() + ms)),
    call: <E extends Endpoint>(handler: Handler<E>, org_id: OrgId, input: Parts = {}) =>
      callHandler(database, handler, org_id, input),
    newOrg: () => newOrg(database, services.credits),
    quote: (org_id: OrgId, body: Record<string, unknown>) => {
      const asked = { kind: "model", body: ModelQuoteBody.parse(body) } as const;
      return lockQuote(quoting, database, { org_id, now: knobs.now, ...asked });
    },
    async reset(): Promise<void> {
      await stopWorkers(workers);
      knobs.reset();
      await emptyTestDatabase(database);
    },
    async close(): Promise<void> {
      await stopWorkers(workers);
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

function composeServices(database: Database, storage: ArtifactStorage, knobs: Knobs) {
  const clock = { now: () => knobs.now };
  // Leases go by the database's time, as they do in a gateway: the test's clock jumps while a job runs.
  const queue = createQueue({ clock: clock.now, leaseClock: () => undefined });
  const secretBox = createSecretBox(new Uint8Array(32).fill(1));
  return {
    database,
    queue,
    storage,
    clock,
    entropy: randomBytes,
    webhooks: createWebhookOutbox({
      queue,
      clock,
      entropy: randomBytes,
      secretBox,
      policy: { allowLoopback: true },
    }),
    credits: createCredits(clock, randomBytes),
    links: createArtifactLinks("http://gateway.test", new Uint8Array(32).fill(2)),
  };
}

function composeDispatch(
  services: ReturnType<typeof composeServices>,
  catalog: Catalog,
  knobs: Knobs,
): DispatchDependencies {
  const { database } = services;
  const onError = (error: unknown): void => void knobs.failures.push(error);
  return {
    ...services,
    lanes: new Map(catalog.lanes.map(({ lane_id }) => [lane_id, scriptedLane(lane_id, knobs)])),
    endings: new EndingWatch({ database, pollMs: 60_000, onError }),
    endListeners: [createRunEndListener(services)],
    backoff: () => ({ retries: 8, baseMs: 10, maxMs: 1_000 }),
    random: () => 0.5,
    wait: async (ms, signal) => {
      signal.throwIfAborted();
      knobs.waits.push(ms);
    },
    unitLimits: UNIT_LIMITS,
  };
}

function scriptedLane(lane_id: string, knobs: Knobs): Lane {
  return {
    kind: "sync",
    lane_id,
    concurrency: 8,
    pacing: null,
    call: async (request, signal) => knobs.script(request, lane_id, signal),
  };
}

function composeHandlers(dispatch: DispatchDependencies, quoting: QuoteDependencies, knobs: Knobs) {
  const unbounded = new Turns({ concurrent: 1_000, waiting: 0, message: "" });
  const submitting = {
    ...dispatch,
    knownModels: quoting.catalog.knownModels,
    expressibility: SANDBOX_ALONE,
    deadlineSeconds: () => knobs.deadlineSeconds,
    backlog: { requireRoom: async () => {}, accept: () => {} },
    quotas: NO_QUOTAS,
    downloads: unbounded,
    resultPages: unbounded,
    noticeEnding: dispatch.endings.notice.bind(dispatch.endings),
  };
  const refreshLaneStates = async (): Promise<void> => {};
  return {
    handlers: createBatchHandlers(submitting),
    workflows: createWorkflowHandlers({ ...submitting, ...quoting, refreshLaneStates }),
  };
}
export type TestDispatch = Awaited<ReturnType<typeof createTestDispatch>>;

async function stopWorkers(workers: JobWorker[]): Promise<void> {
  await Promise.all(workers.splice(0).map((worker) => worker.drain({ finishMs: 0 })));
}

async function newOrg(database: Database, credits: Credits): Promise<OrgId> {
  const org_id = newId("org");
  await database.transaction(async (tx) => {
    await tx.query(
      sql`insert into orgs (id, agent_name, created_at) values (${org_id}, 'test', now())`,
    );
    await credits.grant(tx, org_id, 25_000_000n, "For the test");
  });
  return org_id;
}

interface Parts {
  params?: unknown;
  query?: unknown;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What a handler answers, and the version that it names for the `ETag`. */
async function callHandler<E extends Endpoint>(
  database: Database,
  handler: Handler<E>,
  org_id: OrgId,
  { headers = {}, ...parts }: Parts,
): Promise<{ answer: HandlerAnswer<E>; response: Response | null; etag: string | null }> {
  let etag: string | null = null;
  const answer = await handler({
    query: {},
    ...parts,
    principal: {
      kind: "session",
      org_id,
      user_id: newId("user"),
      api_key_id: null,
      permissions: new Set(PERMISSIONS),
    },
    request: new Request("http://gateway.test/", { headers }),
    request_id: "req_test",
    log: pino({ level: "silent" }),
    headers: {},
    revalidate: (version: string, make: () => Promise<unknown>) => {
      etag = version;
      return make();
    },
    transaction: (work: (tx: Transaction) => Promise<unknown>) => database.transaction(work),
  } as unknown as HandlerContext<E>); // the parts are those of E when the test gives the right ones
  // An endpoint with a JSON answer gives no Response, one with bytes nothing else.
  if (answer instanceof Response)
    return { answer: undefined as HandlerAnswer<E>, response: answer, etag };
  if (answer instanceof KnownAnswer) throw new TypeError("Here every answer is made");
  return { answer, response: null, etag };
}
