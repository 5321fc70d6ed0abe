import type { Database } from "#gateway/database/database.ts";
import type { GatewayMetrics } from "./gateway-metrics.ts";

/** The same database, with its queries and transactions counted and timed. */
export function meterDatabase(
  { database: metrics }: Pick<GatewayMetrics, "database">,
  database: Database,
): Database {
  async function timed<T>(operation: "query" | "transaction", work: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    metrics.inProgress.inc({ operation });
    try {
      return await work();
    } catch (error) {
      metrics.failures.inc({ operation });
      throw error;
    } finally {
      metrics.inProgress.dec({ operation });
      metrics.duration.observe({ operation }, (performance.now() - startedAt) / 1_000);
    }
  }

  /** Gives the function that ends the wait, once: work that lost a race is begun again. */
  function startWaiting(): () => void {
    const askedAt = performance.now();
    let isWaiting = true;
    metrics.waiting.inc();
    return () => {
      if (!isWaiting) return;
      isWaiting = false;
      metrics.waiting.dec();
      metrics.wait.observe((performance.now() - askedAt) / 1_000);
    };
  }

  return {
    engine: database.engine,
    query: (statement) => timed("query", () => database.query(statement)),
    transaction: (work) =>
      timed("transaction", async () => {
        const begun = startWaiting();
        try {
          return await database.transaction((tx) => {
            begun();
            return work(tx);
          });
        } finally {
          begun();
        }
      }),
    close: () => database.close(),
  };
}
