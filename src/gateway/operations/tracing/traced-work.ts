import type { Database } from "#gateway/database/database.ts";
import type { Egress } from "#gateway/egress/egress.ts";
import type { BatchLane } from "#gateway/lanes/batch-lane.ts";
import { type Lane, LaneFailure } from "#gateway/lanes/lane.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import { storageArea } from "../metrics/metered-storage.ts";
import { withWrite } from "../with-write.ts";
import type { Tracing } from "./tracing.ts";

/** Of a unit's calls to lanes, so many have a span of their own. */
const MOST_CALLS = 100;

/** A span for each transaction: that it ran and for how long, nothing of its statements. */
export function traceDatabase(tracing: Tracing, database: Database): Database {
  return {
    engine: database.engine,
    query: (statement) => database.query(statement),
    transaction: (work) =>
      tracing.run(
        {
          name: "transaction",
          kind: "client",
          attributes: { "db.system.name": "postgresql", "db.operation.name": "TRANSACTION" },
          needsParent: true,
        },
        () => database.transaction(work),
      ),
    close: () => database.close(),
  };
}

/** A span for each write to storage, with how many bytes it was. */
export function traceStorage(tracing: Tracing, storage: ArtifactStorage): ArtifactStorage {
  return withWrite(storage, (key, source) =>
    tracing.run(
      {
        name: `write ${storageArea(key)}`,
        kind: "internal",
        attributes: { "batchrouter.storage.area": storageArea(key) },
        needsParent: true,
      },
      async (span) => {
        const written = await storage.write(key, source);
        span.set({ "batchrouter.storage.bytes": written.bytes });
        return written;
      },
    ),
  );
}

/** A span for each of the first calls of a unit to a lane, with the model and the tokens. */
export function traceLane(tracing: Tracing, lane: Lane): Lane {
  if (lane.kind === "batch") return traceBatchLane(tracing, lane);
  return {
    ...lane,
    call: (request, signal) => {
      const operation = request.operation === "embeddings" ? "embeddings" : "chat";
      return tracing.run(
        {
          name: `${operation} ${request.model}`,
          kind: "client",
          attributes: {
            "gen_ai.operation.name": operation,
            "gen_ai.request.model": request.model,
            "batchrouter.lane_id": lane.lane_id,
            "batchrouter.item_index": request.item_index,
            "batchrouter.attempt": request.attempt,
          },
          needsParent: true,
          mostOfParent: MOST_CALLS,
        },
        async (span) => {
          try {
            const answer = await lane.call(request, signal);
            span.set({
              "gen_ai.usage.input_tokens": answer.usage.input_tokens,
              "gen_ai.usage.output_tokens": answer.usage.output_tokens,
            });
            return answer;
          } catch (error) {
            if (error instanceof LaneFailure) span.set({ "batchrouter.failure_code": error.code });
            throw error;
          }
        },
      );
    },
  };
}

/** A span for each thing that a batch lane's provider is asked for, but for its answers, whose time is mostly that of keeping them. */
function traceBatchLane(tracing: Tracing, lane: BatchLane): BatchLane {
  const traced = <Result>(method: string, ask: () => Promise<Result>): Promise<Result> =>
    tracing.run(
      {
        name: `${method} batch`,
        kind: "client",
        attributes: { "batchrouter.lane_id": lane.lane_id, "batchrouter.lane_method": method },
        needsParent: true,
      },
      async (span) => {
        try {
          return await ask();
        } catch (error) {
          if (error instanceof LaneFailure) span.set({ "batchrouter.failure_code": error.code });
          throw error;
        }
      },
    );
  return {
    ...lane,
    submit: (order, signal) => traced("submit", () => lane.submit(order, signal)),
    find: (order, signal) => traced("find", () => lane.find(order, signal)),
    look: (id, signal) => traced("look", () => lane.look(id, signal)),
    cancel: (id, signal) => traced("cancel", () => lane.cancel(id, signal)),
    forget: (id, signal) => traced("forget", () => lane.forget(id, signal)),
  };
}

/** A span for each webhook that is sent, with the receiver's status and nothing of where it is. */
export function traceWebhooks(tracing: Tracing, egress: Egress): Egress {
  return {
    ...egress,
    send: (request) =>
      tracing.run(
        {
          name: `${request.method} webhook`,
          kind: "client",
          attributes: { "http.request.method": request.method },
          needsParent: true,
        },
        async (span) => {
          const answer = await egress.send(request);
          span.set({ "http.response.status_code": answer.status });
          if (answer.status >= 300) span.fail(String(answer.status));
          return answer;
        },
      ),
  };
}
