import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PostgresServer } from "#test-servers/postgres-server.ts";
import { freePort } from "#test-servers/free-port.ts";
import { EVERY_PROCESS } from "./installation.ts";
import type { PartOptions, TortureEngine } from "./part.ts";
import { openStore, type Store } from "./store.ts";
import { type LifePlan, SupervisedProcess } from "./supervised-process.ts";

type Role = "api" | "worker" | "all";

const IN_PEACE: LifePlan = { environment: {}, killAfterMs: null };
const SECRET_KEY = "5c".repeat(32);

/** One process of a group; its next lives can be given fail-points. */
export class GroupMember {
  readonly url: string;
  readonly process: SupervisedProcess;
  #next: LifePlan[] = [];
  #whenKilled: () => void = () => undefined;
  /** The fail-points that its lives ended at. */
  readonly kills: string[] = [];

  constructor(
    options: { name: string; main: string; environment: Record<string, string> },
    port: number,
    onDeviation: (deviation: string) => void,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.process = new SupervisedProcess({
      ...options,
      readyUrl: `${this.url}/v1/health`,
      excuse: null,
      planLife: () => this.#next.shift() ?? IN_PEACE,
      onKilled: (where) => {
        this.kills.push(where);
        this.#whenKilled();
      },
      onDeviation,
    });
  }

  /**
   * Ends this life, and kills the next one at the first of these fail-points, the one after it at the second, and so on; resolves when
   * the next one is ready.
   */
  async restartFor(...failPoints: readonly string[]): Promise<void> {
    this.#next = failPoints.map((failPoint) => ({
      environment: { BATCHROUTER_FAILPOINT: failPoint },
      killAfterMs: null,
    }));
    await this.process.rest("SIGKILL");
    this.process.start();
    await this.process.untilReady();
  }

  /** Leaves all further lives in peace. */
  leaveInPeace(): void {
    this.#next = [];
  }

  /** Resolves with the next kill; false when none comes in time. */
  untilKilled(longestMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), longestMs);
      this.#whenKilled = () => {
        clearTimeout(late);
        resolve(true);
      };
    });
  }
}

/** Gateway processes of chosen roles over one database and one folder. */
export class GatewayGroup {
  readonly members: GroupMember[] = [];
  readonly deviations: string[] = [];
  readonly #main: string;
  readonly #folder: string;
  readonly #server: PostgresServer | null;
  readonly #databaseUrl: string | null;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(parts: {
    main: string;
    folder: string;
    server: PostgresServer | null;
    databaseUrl: string | null;
    environment: Readonly<Record<string, string>>;
  }) {
    this.#main = parts.main;
    this.#folder = parts.folder;
    this.#server = parts.server;
    this.#databaseUrl = parts.databaseUrl;
    this.#environment = parts.environment;
  }

  /**
   * An empty group with its database: a PostgreSQL server of its own, or the embedded engine in its folder. `environment` is what its
   * processes are told besides.
   */
  static async create(
    engine: TortureEngine,
    { gatewayMain }: Pick<PartOptions, "gatewayMain">,
    environment: Readonly<Record<string, string>> = {},
  ): Promise<GatewayGroup> {
    const folder = await mkdtemp(join(tmpdir(), "batchrouter-torture-"));
    const server = engine === "postgres" ? await PostgresServer.create() : null;
    const databaseUrl = server === null ? null : await server.createDatabase("batchrouter");
    return new GatewayGroup({ main: gatewayMain, folder, server, databaseUrl, environment });
  }

  /** The port of the PostgreSQL server; null on the embedded engine. */
  get databasePort(): number | null {
    return this.#server?.port ?? null;
  }

  /** Starts a process and waits until it is ready; on PostgreSQL, reaching the server by another port where one is given. */
  async add(role: Role, databasePort?: number): Promise<GroupMember> {
    const port = await freePort();
    const environment: Record<string, string> = {
      ...EVERY_PROCESS,
      BATCHROUTER_DATA_DIR: this.#folder,
      PORT: String(port),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      ...this.#environment,
    };
    if (this.#databaseUrl !== null) {
      const url = new URL(this.#databaseUrl);
      if (databasePort !== undefined) url.port = String(databasePort);
      Object.assign(environment, {
        DATABASE_URL: url.href,
        BATCHROUTER_ROLE: role,
        BATCHROUTER_SECRET_KEY: SECRET_KEY,
      });
    }
    const name = `${role} ${this.members.length}`;
    const options = { name, main: this.#main, environment };
    const member = new GroupMember(options, port, (deviation) => this.deviations.push(deviation));
    this.members.push(member);
    member.process.start();
    await member.process.untilReady();
    return member;
  }

  /** Its database from outside; on the embedded engine while no process runs. */
  openStore(): Promise<Store> {
    return openStore(this.#databaseUrl, join(this.#folder, "database"));
  }

  /** Ends every process as a person does. */
  async rest(): Promise<void> {
    await Promise.all(this.members.map(({ process }) => process.rest()));
  }

  /** Starts again what rests. */
  async resume(): Promise<void> {
    for (const { process } of this.members) {
      process.start();
      await process.untilReady();
    }
  }

  async dispose(): Promise<void> {
    await Promise.all(this.members.map(({ process }) => process.rest("SIGKILL")));
    await this.#server?.dispose();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
