import { type Environment, environmentSlug } from "../../environments/environment.ts";

/** A session of calls as a file. */
export interface SessionFile {
  name: string;
  text: string;
  type: string;
}

/** What every export says first: where the calls were made, and when they were taken down. */
export interface SessionFacts {
  environment: Pick<Environment, "id" | "kind" | "name" | "origin">;
  exportedAt: Date;
}

/** `Batchrouter calls, environment Local (http://127.0.0.1:8787), exported 2026-11-25T01:12:04.000Z` */
export function sessionTitle({ environment, exportedAt }: SessionFacts): string {
  return `Batchrouter calls, environment ${environment.name} (${environment.origin}), exported ${exportedAt.toISOString()}`;
}

/** `batchrouter-local-2026-11-25T01-12-04Z.har`: the environment is in the name, so that files of two are not mixed up. */
export function sessionFileName(
  { environment, exportedAt }: SessionFacts,
  extension: string,
): string {
  const moment = exportedAt
    .toISOString()
    .replace(/\.\d+Z$/, "Z")
    .replaceAll(":", "-");
  return `batchrouter-${environmentSlug(environment)}-${moment}.${extension}`;
}
