import { execFile, spawn, type ChildProcessByStdio } from "node:child_process";
import { once } from "node:events";
import { chown, mkdtemp, rm, writeFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";

import { freePort } from "./free-port.ts";
import { preparePostgres, type PostgresBinaries } from "./postgres-binaries.ts";

const USER = "postgres";
const PASSWORD = "only-for-tests";
const STILL_IN_USE = "pre-existing shared memory block";
const READY = "database system is ready to accept connections";
const ATTEMPTS = 3;
/** After a kill, the processes of the old server are in the way of a new one for a moment. */
const TAKE_OVER_ATTEMPTS = 50;
const TAKE_OVER_EVERY_MS = 100;

const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: 200,
  deadlock_timeout: "100ms",
  // Data survives a killed process without them, which is all that a test puts it through.
  fsync: "off",
  full_page_writes: "off",
};

/**
 * The shell becomes the server; what it leaves behind waits until nobody holds the pipe on its standard input any
 * more, which is when the process that started it is gone, and then ends the server.
 */
const WATCHED = `exec 3<&0; (cat <&3; kill -QUIT $$) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null`;

/** How a server ends: when its clients have been cut off, at once and without a word, or as a crash does. */
export type PostgresStop = "fast" | "immediate" | "kill";
const SIGNALS = { fast: "SIGINT", immediate: "SIGQUIT", kill: "SIGKILL" } as const;

type ServerProcess = ChildProcessByStdio<Writable, null, Readable>;

/**
 * A PostgreSQL server of a test's own, on a free port of loopback and in a temporary folder. It ends with the
 * process that started it, whatever way that one ends.
 */
export class PostgresServer {
  readonly port: number;
  readonly #folder: string;
  readonly #binaries: PostgresBinaries;
  #child: ServerProcess | undefined;

  private constructor(port: number, folder: string, binaries: PostgresBinaries) {
    this.port = port;
    this.#folder = folder;
    this.#binaries = binaries;
  }

  /** Makes a server and starts it; some two seconds. */
  static async create(): Promise<PostgresServer> {
    const folder = await mkdtemp(join(tmpdir(), "batchrouter-postgres-"));
    try {
      const binaries = await preparePostgres(folder);
      await initialise(folder, binaries);
      for (let attempt = 1; ; attempt += 1) {
        const server = new PostgresServer(await freePort(), folder, binaries);
        try {
          await server.start();
          return server;
        } catch (error) {
          // Somebody else took the port in between.
          if (attempt === ATTEMPTS) throw error;
        }
      }
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Where a database of this server is reached, as its superuser. */
  url(database = "postgres"): string {
    return `postgres://${USER}:${PASSWORD}@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes an empty database and gives its URL. */
  async createDatabase(name: string): Promise<string> {
    const client = new Client({ connectionString: this.url() });
    await client.connect();
    try {
      await client.query(`create database ${client.escapeIdentifier(name)}`);
    } finally {
      await client.end();
    }
    return this.url(name);
  }

  /** Starts it again after `stop`, with the same data on the same port. */
  async start(): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#launch();
      } catch (error) {
        const isInTheWay = error instanceof Error && error.message.includes(STILL_IN_USE);
        if (!isInTheWay || attempt === TAKE_OVER_ATTEMPTS) throw error;
        await delay(TAKE_OVER_EVERY_MS);
      }
    }
  }

  async #launch(): Promise<void> {
    const { postgres, runAs } = this.#binaries;
    const settings = Object.entries({ ...SETTINGS, port: this.port }).flatMap(([name, value]) => [
      "-c",
      `${name}=${value}`,
    ]);
    const folder = ["-D", join(this.#folder, "data")];
    const child = spawn("sh", ["-c", WATCHED, "sh", postgres, ...folder, ...settings], {
      ...runAs,
      cwd: this.#folder,
      env: { PATH: process.env.PATH, LC_ALL: "C" },
      stdio: ["pipe", "ignore", "pipe"],
    });
    this.#child = child;
    await untilReady(child);
  }

  /** Ends it and waits until it is gone. */
  async stop(how: PostgresStop = "fast"): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, "exit");
    child.kill(SIGNALS[how]);
    await exited;
    child.stdin.destroy();
  }

  /** Ends it and removes all that it had. */
  async dispose(): Promise<void> {
    await this.stop("immediate");
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Sorts as a server of a person does, by language; a query that wants the order of bytes has to say so. */
async function initialise(folder: string, { initdb, runAs }: PostgresBinaries): Promise<void> {
  const passwordFile = join(folder, "password");
  await writeFile(passwordFile, PASSWORD);
  if (runAs.uid !== undefined && runAs.gid !== undefined) {
    await chown(passwordFile, runAs.uid, runAs.gid);
  }
  const options = Object.entries({
    pgdata: join(folder, "data"),
    username: USER,
    pwfile: passwordFile,
    auth: "scram-sha-256",
    encoding: "UTF8",
    locale: "C",
    "locale-provider": "icu",
    "icu-locale": "en-US",
  }).map(([name, value]) => `--${name}=${value}`);
  const env = { PATH: process.env.PATH, LC_ALL: "C" };
  await promisify(execFile)(initdb, [...options, "--no-sync"], { ...runAs, cwd: folder, env });
}

/** Resolves when it takes connections, rejects with what it said when it ends instead. */
async function untilReady(child: ServerProcess): Promise<void> {
  let said = "";
  await new Promise<void>((resolve, reject) => {
    child.stderr.on("data", (chunk: Buffer) => {
      said = `${said}${chunk.toString()}`.slice(-4_000);
      if (said.includes(READY)) resolve();
    });
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`PostgreSQL did not start:\n${said}`)));
  });
  child.stderr.removeAllListeners("data").resume();
}
