import { AsyncLocalStorage } from "node:async_hooks";

interface Scope {
  isOpen: boolean;
}

/**
 * Knows whether the running code was called from inside a transaction, so that a query that would wait
 * for its own transaction for ever becomes an error at the line that made it.
 */
export class TransactionScope {
  readonly #scopes = new AsyncLocalStorage<Scope>();

  /** Throws when called by code that an open transaction is waiting for. */
  assertOutside(): void {
    if (this.#scopes.getStore()?.isOpen === true) {
      throw new Error(
        "The database was used inside a transaction; use the transaction's own handle.",
      );
    }
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    const scope: Scope = { isOpen: true };
    try {
      return await this.#scopes.run(scope, work);
    } finally {
      // Whatever the work left running keeps this scope; it may use the database again from here on.
      scope.isOpen = false;
    }
  }
}
