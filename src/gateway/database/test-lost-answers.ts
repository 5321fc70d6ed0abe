import type { Database } from "./database.ts";
import { OutcomeUnknown } from "./database-error.ts";

/** A database whose answers to commits get lost on the way while it is told so. */
export interface LosingAnswers extends Database {
  loseAnswers(areLost: boolean): void;
}

/** What `database` does, but a transaction whose answer is lost has committed and says `OutcomeUnknown`. */
export function losingAnswers(database: Database): LosingAnswers {
  let areLost = false;
  return {
    engine: database.engine,
    loseAnswers: (lost) => void (areLost = lost),
    query: (statement) => database.query(statement),
    close: () => database.close(),
    async transaction(work) {
      if (!areLost) return database.transaction(work);
      await database.transaction((tx) =>
        work({
          query: (statement) => tx.query(statement),
          runScript: (script) => tx.runScript(script),
          // Nobody here knows of the commit.
          afterCommit: () => undefined,
        }),
      );
      throw new OutcomeUnknown("The answer was lost.");
    },
  };
}
