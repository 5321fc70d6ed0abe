import { AsyncLocalStorage } from "node:async_hooks";

import type { Database } from "./database.ts";

interface Scope {
  isOpen: boolean;
}

/**
 * The same database, for tests: used inside of one of its own transactions, where it would wait for itself for ever, it
 * throws at the line that did so. What it takes to know that, Node 20 has every promise of the process pay for.
 */
export function refuseNesting(database: Database): Database {
  const scopes = new AsyncLocalStorage<Scope>();

  async function outside<T>(work: () => Promise<T>): Promise<T> {
    if (scopes.getStore()?.isOpen === true) {
      throw new Error(
        "The database was used inside a transaction; use the transaction's own handle.",
      );
    }
    return await work();
  }

  async function within<T>(work: () => Promise<T>): Promise<T> {
    const scope: Scope = { isOpen: true };
    try {
      return await scopes.run(scope, work);
    } finally {
      // Whatever the work left running keeps this scope; it may use the database again from here on.
      scope.isOpen = false;
    }
  }

  return {
    engine: database.engine,
    query: (statement) => outside(() => database.query(statement)),
    transaction: (work) => outside(() => database.transaction((tx) => within(() => work(tx)))),
    close: () => database.close(),
  };
}
