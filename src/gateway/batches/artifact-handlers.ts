import type { ArtifactKind, batches } from "#contract/batches.ts";
import type { Clock } from "#gateway/clock.ts";
import type { Database } from "#gateway/database/database.ts";
import type { Handler, Handlers } from "#gateway/http/handler.ts";
import { decodeCursor, encodeCursor } from "#gateway/http/page-cursor.ts";
import { problem } from "#gateway/http/problem.ts";
import type { Turns } from "#gateway/http/turns.ts";
import type { ArtifactStorage } from "#gateway/storage/storage.ts";
import type { ArtifactLinks } from "./artifact-links.ts";
import { findArtifact } from "./artifact-store.ts";
import { readResults } from "./read-results.ts";
import { serveArtifact } from "./serve-artifact.ts";
import { findAnyBatch, getBatch } from "./store.ts";

export interface ArtifactDependencies {
  clock: Clock;
  database: Database;
  storage: ArtifactStorage;
  links: ArtifactLinks;
  /** Artifacts on their way to clients. */
  downloads: Turns;
  /** Pages of results that are being read. */
  resultPages: Turns;
}

type ArtifactHandlers = Pick<Handlers<typeof batches>, "results" | "artifactUrl" | "artifact">;

const LINK_SECONDS = 3_600;

/** Answers the results of a batch: row by row, and as the two files by signed links. */
export function createArtifactHandlers(dependencies: ArtifactDependencies): ArtifactHandlers {
  const { clock, database, links, resultPages } = dependencies;
  return {
    async results({ principal: { org_id }, params: { id }, query, revalidate, request }) {
      const { version } = await getBatch(database, org_id, id);
      return revalidate(`${id}-${version}`, async () => {
        const { limit, cursor, status, customer_item_id } = query;
        const from_item = Number(decodeCursor(cursor, /^\d{1,9}$/) ?? query.from_item ?? 0);
        const wanted = { from_item, limit, status, customer_item_id };
        const page = await resultPages.run(
          () => readResults(dependencies, id, wanted),
          request.signal,
        );
        const next_cursor = page.next_item === null ? null : encodeCursor(String(page.next_item));
        return { data: page.rows, next_cursor };
      });
    },

    async artifactUrl({ principal: { org_id }, params: { id }, query: { kind } }) {
      const batch = await getBatch(database, org_id, id);
      if (batch.completed_at === null) {
        throw problem(
          "conflict",
          "The files are made when the batch ends; until then read its results.",
        );
      }
      if (findArtifact(batch, kind) === undefined) throw noArtifact(kind);
      const seconds = Math.floor(clock.now().getTime() / 1_000) + LINK_SECONDS;
      const expires = new Date(seconds * 1_000);
      return { url: links.linkTo(id, kind, expires), expires_at: expires.toISOString() };
    },

    artifact: createDownloadHandler(dependencies),
  };
}

/** Serves an artifact to whoever holds a good link. */
function createDownloadHandler(
  dependencies: ArtifactDependencies,
): Handler<typeof batches.artifact> {
  const { clock, database, links } = dependencies;
  return async ({ params: { id, kind }, query: { expires, signature }, request }) => {
    if (!links.isSigned(id, kind, expires, signature)) {
      throw problem(
        "permission_denied",
        "The signature of this link does not fit; copy the whole link.",
      );
    }
    if (expires * 1_000 <= clock.now().getTime()) {
      throw problem(
        "permission_denied",
        "This link has run out; get the batch again for a new one.",
      );
    }
    const batch = await findAnyBatch(database, id);
    const artifact = batch === undefined ? undefined : findArtifact(batch, kind);
    if (artifact === undefined) throw noArtifact(kind);
    return serveArtifact(dependencies, artifact, request);
  };
}

function noArtifact(kind: ArtifactKind): Error {
  const why = kind === "output" ? "no item was answered" : "no item failed";
  return problem(
    "not_found",
    `There is no ${kind === "output" ? "output" : "error"} file: ${why}.`,
  );
}
