/**
 * The gateway's tables, each with those that change along with it: rows that go with its rows, and what its triggers write.
 * A test holds it against the schema.
 */
export const TABLES: Readonly<Record<string, readonly string[]>> = {
  api_key_secrets: [],
  api_keys: ["api_key_secrets"],
  batch_events: [],
  batch_lanes: [],
  batch_units: ["upstream_batches"],
  batches: ["batch_events", "batch_lanes", "batch_units", "route_receipts"],
  email_tokens: [],
  files: [],
  idempotency_records: [],
  installations: [],
  jobs: [],
  lane_breakers: [],
  lane_measures: [],
  ledger_entries: ["orgs"],
  mails: [],
  orgs: [],
  quotes: [],
  registrations: ["email_tokens"],
  rehearsals: [],
  route_receipts: [],
  sandbox_settings: [],
  schema_migrations: [],
  sessions: [],
  sign_in_attempts: [],
  unowned_artifacts: [],
  upstream_batches: [],
  users: ["email_tokens", "sessions"],
  webhook_attempts: [],
  webhook_deliveries: ["webhook_attempts"],
  webhook_inbox_receipts: [],
  webhook_inboxes: ["webhook_inbox_receipts"],
  webhooks: ["webhook_deliveries"],
  workflow_runs: [],
};

/** Statements that write to no table: the schema has no function that does, but for its triggers. */
const WRITES_NOTHING = /^\s*(?:select\b|(?:begin|commit|rollback)$)/i;
/** Those that write to tables that they name, and to none besides but for what changes along. */
const NAMES_ITS_TABLES = /^\s*(?:insert|update|delete|with)\b/i;

/** The known tables that a statement names, be it as a column: one too many does no harm. */
export function namedTables(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().match(/\w+/g);
  return new Set(words?.filter((word) => Object.hasOwn(TABLES, word)));
}

/** The tables that a statement may write to; null where that may be any. */
export function writtenTables(text: string): ReadonlySet<string> | null {
  if (WRITES_NOTHING.test(text)) return new Set();
  const written = new Set(NAMES_ITS_TABLES.test(text) ? namedTables(text) : []);
  // A set goes on with what is added to it meanwhile.
  for (const table of written) for (const along of TABLES[table] ?? []) written.add(along);
  return written.size === 0 ? null : written;
}
