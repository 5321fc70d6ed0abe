import { resolve } from "node:path";
import { PROCESS_ROLES, type ProcessRole } from "#contract/catalog.ts";
import * as z from "zod/mini";
import { ConfigMistake } from "./config-mistake.ts";
import { DEFAULT_OVERLOAD_LIMITS, type OverloadLimits } from "./overload-limits.ts";
import type { MetricsAccess } from "./operations/metrics/metrics-route.ts";
import {
  toTracingConfig,
  tracingEnvironment,
  type TracingConfig,
} from "./operations/tracing/tracing-config.ts";
import { readAllowedTargets, type AllowedTargets } from "./egress/allowed-targets.ts";
import { areNameServers } from "./egress/name-servers.ts";
import { roleMistakes } from "./process-role.ts";
import type { Quotas } from "./quotas.ts";
import { readStorageLocation, type StorageLocation } from "./storage/storage-location.ts";
import { readSecretKey } from "./webhooks/secret-box.ts";

export { ConfigMistake } from "./config-mistake.ts";

const LOOPBACK_HOSTS = new Set(["127.0.0.1", "localhost", "::1"]);

const MEBIBYTE = 1024 ** 2;

const EVERYWHERE = new Set(["0.0.0.0", "::"]);

/** The environment, read once; everything in it has been checked. */
export interface Config {
  port: number;
  host: string;
  mode: "local" | "hosted";
  role: ProcessRole;
  dataDirectory: string;
  storage: StorageLocation;
  /** A PostgreSQL server in place of the embedded database. */
  databaseUrl: string | null;
  /** How many connections to that server this process holds at most. */
  databasePoolSize: number;
  /** The origin under which people and webhooks reach the gateway; no slash at its end. */
  publicUrl: string;
  /** Host names that are served beside the loopback ones; empty in hosted mode, where any is. */
  allowedHosts: string[];
  /** Origins of other places whose pages may call the API from a browser. */
  allowedOrigins: string[];
  trustsProxy: boolean;
  /** Targets beside the public internet that may be sent to, whoever gives them. */
  allowedTargets: AllowedTargets;
  /** What resolves the hosts of URLs that clients give; empty for the system's own resolver. */
  nameServers: string[];
  smtpUrl: string | null;
  mailFrom: string;
  /** What all processes of one gateway share; null where the key is the one that is kept in the data folder. */
  secretKey: Uint8Array | null;
  logLevel: string;
  /**
   * Requests a minute; 0 is no limit. By a key or session; from a network address; from one to register, verify or sign
   * in; and to have mail sent to one email address, whoever asks.
   */
  rateLimits: { principal: number; address: number; sign_in: number; account: number };
  overload: OverloadLimits;
  /** What one org may hold at a time. */
  quotas: Quotas;
  /** A catalog of one's own in place of the one that comes with the gateway. */
  catalogFile: string | null;
  /** Lanes to providers, as a file; null where the sandbox's are all there are. */
  lanesFile: string | null;
  metricsAccess: MetricsAccess;
  /** Null where no collector is named. */
  tracing: TracingConfig | null;
}

/** On loopback nobody guesses passwords, and tests register by the hundred. */
const GUESSES = { local: { sign_in: 6_000, account: 0 }, hosted: { sign_in: 120, account: 20 } };

const wholeNumber = (least: number, most: number) =>
  z.string().check(
    z.refine((text) => /^\d+$/.test(text) && Number(text) >= least && Number(text) <= most, {
      error: `must be a whole number from ${least} to ${most}`,
    }),
  );

/** The parts of a list with commas or spaces between. */
function listed(text: string): string[] {
  return text.split(/[\s,]+/).filter((part) => part !== "");
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

const url = (protocol: RegExp, example: string) =>
  z.url({ protocol, error: `must be a URL like ${example}` });
const oneOf = <const Names extends readonly string[]>(names: Names) =>
  z.enum(names, { error: `must be one of ${names.join(", ")}` });

const Environment = z.object({
  PORT: z._default(wholeNumber(1, 65_535), "8787"),
  HOST: z._default(z.string(), "127.0.0.1"),
  BATCHROUTER_MODE: z.optional(oneOf(["local", "hosted"])),
  BATCHROUTER_ROLE: z._default(oneOf(PROCESS_ROLES), "all"),
  BATCHROUTER_SECRET_KEY: z.optional(
    z.string().check(
      z.refine((text) => readSecretKey(text) !== undefined, {
        error:
          "must be 32 random bytes in hexadecimal or base64, as `openssl rand -hex 32` makes them",
      }),
    ),
  ),
  BATCHROUTER_DATA_DIR: z._default(z.string(), ".data"),
  DATABASE_URL: z.optional(
    url(/^postgres(ql)?$/, "postgres://user:password@db.example.com:5432/batchrouter"),
  ),
  DATABASE_POOL_SIZE: z._default(wholeNumber(2, 1_000), "10"),
  PUBLIC_URL: z.optional(url(/^https?$/, "https://batchrouter.example.com")),
  BATCHROUTER_ALLOWED_HOSTS: z._default(z.string(), ""),
  BATCHROUTER_ALLOWED_ORIGINS: z._default(
    z.string().check(
      z.refine((text) => listed(text).every(isOrigin), {
        error: "must be origins like http://127.0.0.1:8787, with commas between",
      }),
    ),
    "",
  ),
  BATCHROUTER_TRUST_PROXY: z._default(oneOf(["0", "1"]), "0"),
  BATCHROUTER_EGRESS_ALLOW: z._default(
    z.string().check(
      z.refine((text) => readAllowedTargets(listed(text)) !== undefined, {
        error:
          "must be names, addresses or blocks like hooks.internal, 10.1.0.0/16, with commas between",
      }),
    ),
    "",
  ),
  BATCHROUTER_DNS_SERVERS: z._default(
    z.string().check(
      z.refine((text) => areNameServers(listed(text)), {
        error:
          "must be addresses of name servers like 192.0.2.53 or [2001:db8::53]:53, with commas between",
      }),
    ),
    "",
  ),
  SMTP_URL: z.optional(url(/^smtps?$/, "smtp://user:password@mail.example.com:587")),
  MAIL_FROM: z._default(
    z
      .string()
      .check(
        z.regex(
          /^[^@<>\r\n]*<?[^@\s<>]+@[^@\s<>]+>?$/,
          "must be an address like Batchrouter <mail@example.com>",
        ),
      ),
    "Batchrouter <no-reply@batchrouter.invalid>",
  ),
  LOG_LEVEL: z._default(
    oneOf(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    "info",
  ),
  BATCHROUTER_RATE_LIMIT: z._default(wholeNumber(0, 10_000_000), "6000"),
  BATCHROUTER_ADDRESS_RATE_LIMIT: z._default(wholeNumber(0, 10_000_000), "6000"),
  BATCHROUTER_SIGN_IN_RATE_LIMIT: z.optional(wholeNumber(0, 10_000_000)),
  BATCHROUTER_ACCOUNT_RATE_LIMIT: z.optional(wholeNumber(0, 10_000_000)),
  BATCHROUTER_MAX_REQUESTS: z.optional(wholeNumber(8, 100_000)),
  BATCHROUTER_MAX_UPLOADS: z.optional(wholeNumber(1, 1_000)),
  BATCHROUTER_MAX_WAITING_ITEMS: z.optional(wholeNumber(1, 10_000_000_000)),
  BATCHROUTER_ORG_OPEN_BATCHES: z._default(wholeNumber(0, 10_000_000), "0"),
  BATCHROUTER_ORG_STORED_MB: z._default(wholeNumber(0, 1_000_000_000), "0"),
  BATCHROUTER_MIN_FREE_MB: z.optional(wholeNumber(0, 10_000_000)),
  BATCHROUTER_CATALOG: z.optional(z.string()),
  BATCHROUTER_LANES: z.optional(z.string()),
  BATCHROUTER_METRICS_TOKEN: z.optional(
    z.string().check(
      z.refine((text) => /^[\x21-\x7e]{16,256}$/.test(text), {
        error: "must be 16 to 256 letters, digits and signs without spaces",
      }),
    ),
  ),
  ...tracingEnvironment,
  BATCHROUTER_STORAGE: z.optional(z.string()),
  BATCHROUTER_DOWNLOADS: z._default(oneOf(["redirect", "stream"]), "redirect"),
  AWS_ACCESS_KEY_ID: z.optional(z.string()),
  AWS_SECRET_ACCESS_KEY: z.optional(z.string()),
  AWS_SESSION_TOKEN: z.optional(z.string()),
  AWS_REGION: z.optional(z.string()),
  AWS_DEFAULT_REGION: z.optional(z.string()),
  AWS_ENDPOINT_URL_S3: z.optional(z.string()),
  AWS_ENDPOINT_URL: z.optional(z.string()),
  BATCHROUTER_FAILPOINT: z.optional(z.string()),
});

/** Reads the environment; throws `ConfigMistake` with a sentence for every variable that cannot be used. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  // A variable that is set to nothing is one that is not set.
  const given = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = Environment.safeParse(given);
  if (!parsed.success) {
    const sentences = parsed.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name} ${message}; it is ${JSON.stringify(shown(name, given[name]))}.`;
    });
    throw new ConfigMistake(sentences.join("\n"));
  }
  const mistakes = roleMistakes(parsed.data.BATCHROUTER_ROLE, given);
  if (mistakes.length > 0) throw new ConfigMistake(mistakes.join("\n"));
  return toConfig(parsed.data);
}

function toConfig(values: z.output<typeof Environment>): Config {
  const host = values.HOST.replace(/^\[(.*)\]$/, "$1");
  const isLoopback = LOOPBACK_HOSTS.has(host);
  const mode = values.BATCHROUTER_MODE ?? (isLoopback ? "local" : "hosted");
  const allowedHosts = listed(values.BATCHROUTER_ALLOWED_HOSTS);
  if (mode === "local" && !isLoopback && allowedHosts.length === 0) {
    throw new ConfigMistake(
      `BATCHROUTER_MODE=local on ${JSON.stringify(host)} shows its mailbox and its reset to everybody who reaches it: ` +
        "name the addresses by which it may be opened in BATCHROUTER_ALLOWED_HOSTS, or listen on 127.0.0.1.",
    );
  }
  const role = values.BATCHROUTER_ROLE;
  if (mode === "hosted" && role !== "worker" && values.SMTP_URL === undefined) {
    throw new ConfigMistake(
      "SMTP_URL is needed in hosted mode, or nobody could verify an address: set it to smtp://….",
    );
  }
  if (mode === "hosted" && values.PUBLIC_URL === undefined) {
    throw new ConfigMistake(
      "PUBLIC_URL is needed in hosted mode: the links in mails and webhooks begin with it.",
    );
  }
  if (values.BATCHROUTER_FAILPOINT !== undefined) {
    throw new ConfigMistake(
      "BATCHROUTER_FAILPOINT is for builds for tests alone; this gateway has no fail-points. Unset it.",
    );
  }
  const port = Number(values.PORT);
  // Listening everywhere is no address; this machine's own is one that always leads there.
  const reachedBy = EVERYWHERE.has(host) ? "127.0.0.1" : host;
  const publicUrl = new URL(
    values.PUBLIC_URL ?? `http://${reachedBy.includes(":") ? `[${reachedBy}]` : reachedBy}:${port}`,
  );
  const dataDirectory = resolve(values.BATCHROUTER_DATA_DIR);
  return {
    port,
    host,
    mode,
    role,
    dataDirectory,
    storage: readStorageLocation(values, dataDirectory),
    databaseUrl: values.DATABASE_URL ?? null,
    databasePoolSize: Number(values.DATABASE_POOL_SIZE),
    publicUrl: publicUrl.href.replace(/\/+$/, ""),
    allowedHosts: mode === "local" ? [publicUrl.hostname, ...allowedHosts] : [],
    allowedOrigins: listed(values.BATCHROUTER_ALLOWED_ORIGINS),
    trustsProxy: values.BATCHROUTER_TRUST_PROXY === "1",
    allowedTargets: allowedTargets(values.BATCHROUTER_EGRESS_ALLOW),
    nameServers: listed(values.BATCHROUTER_DNS_SERVERS),
    smtpUrl: values.SMTP_URL ?? null,
    mailFrom: values.MAIL_FROM,
    secretKey: readSecretKey(values.BATCHROUTER_SECRET_KEY ?? "") ?? null,
    logLevel: values.LOG_LEVEL,
    rateLimits: {
      principal: Number(values.BATCHROUTER_RATE_LIMIT),
      address: Number(values.BATCHROUTER_ADDRESS_RATE_LIMIT),
      sign_in: Number(values.BATCHROUTER_SIGN_IN_RATE_LIMIT ?? GUESSES[mode].sign_in),
      account: Number(values.BATCHROUTER_ACCOUNT_RATE_LIMIT ?? GUESSES[mode].account),
    },
    overload: overloadLimits(values),
    quotas: {
      openBatches: Number(values.BATCHROUTER_ORG_OPEN_BATCHES),
      storedBytes: Number(values.BATCHROUTER_ORG_STORED_MB) * MEBIBYTE,
    },
    catalogFile: values.BATCHROUTER_CATALOG ?? null,
    lanesFile: values.BATCHROUTER_LANES ?? null,
    metricsAccess: {
      token: values.BATCHROUTER_METRICS_TOKEN ?? null,
      isOpen: mode === "local" && isLoopback,
    },
    tracing: toTracingConfig(values),
  };
}

function allowedTargets(text: string): AllowedTargets {
  const allowed = readAllowedTargets(listed(text));
  if (allowed === undefined) throw new Error("The environment's own check lets none pass.");
  return allowed;
}

function overloadLimits(values: z.output<typeof Environment>): OverloadLimits {
  const { requests, uploads, waitingItems, freeBytes } = DEFAULT_OVERLOAD_LIMITS;
  const freeMegabytes = Number(values.BATCHROUTER_MIN_FREE_MB ?? freeBytes / MEBIBYTE);
  return {
    requests: Number(values.BATCHROUTER_MAX_REQUESTS ?? requests),
    uploads: Number(values.BATCHROUTER_MAX_UPLOADS ?? uploads),
    waitingItems: Number(values.BATCHROUTER_MAX_WAITING_ITEMS ?? waitingItems),
    freeBytes: freeMegabytes * MEBIBYTE,
  };
}

/** What who runs the gateway has to know of a local one that others reach too; null where nobody else does. */
export function networkWarning({ mode, host }: Pick<Config, "mode" | "host">): string | null {
  if (mode === "hosted" || LOOPBACK_HOSTS.has(host)) return null;
  return `Local mode listens on ${host}: anyone on that network can read its mailbox, sign in with what is in it, and empty the gateway.`;
}

const HIDDEN = new Set([
  "SMTP_URL",
  "DATABASE_URL",
  "BATCHROUTER_SECRET_KEY",
  "BATCHROUTER_METRICS_TOKEN",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_EXPORTER_OTLP_HEADERS",
]);

/** A URL may hold a password, and a mistake ends up on a screen. */
function shown(name: string, value: string | undefined): string {
  return HIDDEN.has(name) ? "«hidden»" : (value ?? "");
}
