import type { ProcessRole } from "#contract/catalog.ts";

/** Whether a process of this role answers the whole API; a worker answers probes alone. */
export function servesApi(role: ProcessRole): boolean {
  return role !== "worker";
}

/** Whether a process of this role runs jobs. */
export function runsJobs(role: ProcessRole): boolean {
  return role !== "api";
}

/** A setting that processes which share the work must have; one of `names` is enough. */
interface SharedSetting {
  names: readonly string[];
  roles: readonly ProcessRole[];
  why: string;
}

const SHARED_SETTINGS: readonly SharedSetting[] = [
  {
    names: ["DATABASE_URL"],
    roles: ["api", "worker"],
    why: "the embedded database serves one process, so name the PostgreSQL server that all of them share",
  },
  {
    names: ["BATCHROUTER_STORAGE", "BATCHROUTER_DATA_DIR"],
    roles: ["api", "worker"],
    why: "all processes keep artifacts in one place, so give each the same s3://bucket or the same folder",
  },
  {
    names: ["BATCHROUTER_SECRET_KEY"],
    roles: ["api", "worker"],
    why: "what one process seals or signs another one opens, so give all of them the 32 bytes that `openssl rand -hex 32` makes once",
  },
  {
    names: ["PUBLIC_URL"],
    roles: ["api", "worker"],
    why: "the links that any process makes lead to the api, so give all of them its address",
  },
  {
    names: ["BATCHROUTER_MODE"],
    roles: ["worker"],
    why: "it decides where webhooks may go and cannot be told from a worker's own address, so give it the mode of the api",
  },
];

/** A sentence for each setting that a process of this role needs and that is not given. */
export function roleMistakes(
  role: ProcessRole,
  given: Readonly<Record<string, string | undefined>>,
): string[] {
  return SHARED_SETTINGS.filter(
    ({ names, roles }) => roles.includes(role) && names.every((name) => given[name] === undefined),
  ).map(
    ({ names, why }) => `${names.join(" or ")} is needed with BATCHROUTER_ROLE=${role}: ${why}.`,
  );
}
