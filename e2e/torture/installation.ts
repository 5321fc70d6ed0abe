import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { freePort } from "#test-servers/free-port.ts";
import type { KillPlan, ProcessRole } from "./kill-plan.ts";
import type { PartOptions, TortureEngine } from "./part.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import { openStore, type Store } from "./store.ts";
import type { SeededRandom } from "./seeded-random.ts";
import { TortureServer } from "./torture-server.ts";

/** One gateway as it is run: an engine, and how many processes. */
export interface Configuration {
  engine: TortureEngine;
  /** Worker processes beside one api process; the embedded engine has one process that does all. */
  workers: number;
}

/** What every process of a torture run is started with. */
export const EVERY_PROCESS = {
  HOST: "127.0.0.1",
  BATCHROUTER_MODE: "local",
  BATCHROUTER_RATE_LIMIT: "0",
  BATCHROUTER_ADDRESS_RATE_LIMIT: "0",
  BATCHROUTER_SIGN_IN_RATE_LIMIT: "0",
  BATCHROUTER_STORAGE: "",
  SMTP_URL: "",
  LOG_LEVEL: "fatal",
};
/** A process that starts gives up when the server that answered goes again; whoever runs it starts it again. */
const DATABASE_WENT = /DatabaseUnavailable|ConnectionLost|OutcomeUnknown/;
const SECRET_KEY = "7a".repeat(32);

/** The processes of one configuration, their database and their folder. */
export class Installation {
  readonly url: string;
  readonly artifactsFolder: string;
  readonly #folder: string;
  readonly #processes: readonly SupervisedProcess[];
  readonly server: TortureServer | null;

  private constructor(parts: {
    url: string;
    folder: string;
    processes: readonly SupervisedProcess[];
    server: TortureServer | null;
  }) {
    this.url = parts.url;
    this.#folder = parts.folder;
    this.artifactsFolder = join(parts.folder, "artifacts");
    this.#processes = parts.processes;
    this.server = parts.server;
  }

  /** Starts it and waits until all of it is ready. */
  static async start(
    { engine, workers }: Configuration,
    { gatewayMain }: Pick<PartOptions, "gatewayMain">,
    plan: KillPlan,
    random: SeededRandom,
    onDeviation: (deviation: string) => void,
  ): Promise<Installation> {
    const folder = await mkdtemp(join(tmpdir(), "batchrouter-torture-"));
    const server = engine === "postgres" ? await TortureServer.start(random) : null;
    const apiPort = await freePort();
    const url = `http://127.0.0.1:${apiPort}`;
    const roles: ProcessRole[] =
      server === null
        ? ["all"]
        : ["api", ...Array.from({ length: workers }, () => "worker" as const)];
    const processes: SupervisedProcess[] = [];
    for (const [at, role] of roles.entries()) {
      const port = at === 0 ? apiPort : await freePort();
      const shared = { ...EVERY_PROCESS, BATCHROUTER_DATA_DIR: folder, PUBLIC_URL: url };
      const onServer: Record<string, string> =
        server === null
          ? {}
          : {
              DATABASE_URL: server.url,
              BATCHROUTER_ROLE: role,
              BATCHROUTER_SECRET_KEY: SECRET_KEY,
            };
      processes.push(
        new SupervisedProcess({
          name: `${role} ${at}`,
          main: gatewayMain,
          readyUrl: `http://127.0.0.1:${port}/v1/health`,
          environment: { ...shared, ...onServer, PORT: String(port) },
          excuse: server === null ? null : DATABASE_WENT,
          planLife: () => plan.planLife(role),
          onKilled: (where) => plan.count(where),
          onDeviation,
        }),
      );
    }
    const installation = new Installation({ url, folder, processes, server });
    await installation.resume();
    return installation;
  }

  /** Starts what rests, and waits until it is ready. */
  async resume(): Promise<void> {
    for (const one of this.#processes) {
      if (one.isResting) one.start();
      await one.untilReady();
    }
  }

  /** Ends every process as a person does. */
  async rest(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.rest()));
  }

  /** Ends them where their database can be opened only then. */
  async restForStore(): Promise<void> {
    if (this.server === null) await this.rest();
  }

  /** Kills every process once, so that lives begin which the plan of kills governs. */
  killAll(): void {
    for (const one of this.#processes) one.kill();
  }

  /** Its database; on the embedded engine while the processes rest. */
  openStore(): Promise<Store> {
    return openStore(this.server?.url ?? null, join(this.#folder, "database"));
  }

  /** Ends everything and removes it. */
  async dispose(): Promise<void> {
    await Promise.all(this.#processes.map((one) => one.rest("SIGKILL")));
    await this.server?.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
