import { PGlite } from "@electric-sql/pglite";
import { parentPort, workerData } from "node:worker_threads";

import { arrayParsers, scalarParsers } from "./column-parsers.ts";
import type { DatabaseErrorFields } from "./database-error.ts";
import { PgliteStatements } from "./pglite-statements.ts";
import type { PgliteReply, PgliteRequest, PgliteResult, PgliteStart } from "./pglite-protocol.ts";

/*
 * The thread that PGlite lives in. PGlite computes in the caller's thread, and no timer or socket of the
 * gateway would run during a busy stretch. This side only runs commands, one after the other; order and
 * transactions are the main thread's affair.
 */

/** By type OID; they make PGlite answer as `pg` does: see `Queryable.query`. */
const parsers = {
  ...scalarParsers,
  ...arrayParsers,
};

const nothing: PgliteResult = { rows: [], command: "", changedRows: 0 };

/**
 * Shared buffers are zeroed at every start, which took most of it at PostgreSQL's 128 MB, and are held from then on. What they do not
 * hold is in the system's own cache, since the engine reads plain files.
 */
const SETTINGS = ["-c", "shared_buffers=16MB"];

async function openDatabase({ dataDir, template }: PgliteStart): Promise<PGlite> {
  return await PGlite.create({
    dataDir: dataDir === undefined ? "memory://" : `file://${dataDir}`,
    parsers,
    startParams: [...PGlite.defaultStartParams, ...SETTINGS],
    initDbStartParams: SETTINGS,
    ...(template && { loadDataDir: new Blob([new Uint8Array(template)]) }),
  });
}

async function run(request: PgliteRequest): Promise<PgliteResult> {
  switch (request.action) {
    case "query":
      return await statements.query(request.text, request.values, request.begins);
    case "script":
      await database.exec(request.text);
      await statements.forget();
      return nothing;
    case "dump": {
      const dump = await database.dumpDataDir("none");
      return { ...nothing, rows: [new Uint8Array(await dump.arrayBuffer())] };
    }
    case "close":
      await database.close();
      return nothing;
  }
}

function describeError(error: unknown): DatabaseErrorFields {
  if (!(error instanceof Error)) return { message: String(error) };
  // PostgreSQL's fields are own properties of PGlite's error; an error of another kind has none of them.
  const { code, constraint, table, column, detail } = error as Error & DatabaseErrorFields;
  return { message: error.message, code, constraint, table, column, detail };
}

if (!parentPort) throw new Error("pglite-worker.ts runs as a worker thread only.");
const port = parentPort;
const reply = (message: PgliteReply) => port.postMessage(message);

// workerData is untyped by nature; openPglite() is the only one who starts this file.
const database = await openDatabase(workerData as PgliteStart);
const statements = new PgliteStatements(database);

/** Resolves when all that came before has been run: a command of two statements is not to be overtaken between them. */
let last: Promise<unknown> = Promise.resolve();

port.on("message", (request: PgliteRequest) => {
  const answer = last.then(() => run(request));
  last = answer.catch(() => undefined);
  answer.then(
    (result) => reply({ id: request.id, result }),
    (error: unknown) => {
      // The engine itself broke: die, so that everyone who waits is told, rather than answer wrongly.
      if (error instanceof WebAssembly.RuntimeError) throw error;
      reply({ id: request.id, error: describeError(error) });
    },
  );
});
reply({ id: 0, result: nothing });
