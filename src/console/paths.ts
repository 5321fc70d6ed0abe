/** Every address of the console. `:name` patterns stand in `routes.tsx`; links are made here alone. */
export const paths = {
  home: () => "/",
  register: () => "/register",
  verify: () => "/verify",
  signIn: () => "/sign-in",
  resetPassword: () => "/reset-password",
  account: () => "/account",
  apiKeys: () => "/keys",
  quote: (from: { input_file_id?: string } = {}) => withSearch("/quote", from),
  submit: (from: { quote_id?: string; input_file_id?: string; parent_batch_id?: string } = {}) =>
    withSearch("/submit", from),
  batches: () => "/batches",
  batch: (id: string) => `/batches/${id}`,
  repair: (id: string) => `/batches/${id}/repair`,
  files: () => "/files",
  webhooks: () => "/webhooks",
  agentRuns: () => "/agent",
  agentRun: (id: string) => `/agent/${id}`,
  lanes: () => "/lanes",
  sandbox: () => "/sandbox",
  mailbox: () => "/mailbox",
  /** What to show: a scenario, a seed, a pace, whether to begin at once. */
  demo: (show: Record<string, string> = {}) => withSearch("/demo", show),
  report: (of: { batch?: string } = {}) => withSearch("/demo/report", of),
  environments: () => "/environments",
  ledger: () => "/ledger",
  /** A section of the reference, and a place in it. */
  docs: (section = "", anchor = "") =>
    `/docs${section === "" ? "" : `/${section}`}${anchor === "" ? "" : `#${anchor}`}`,
} as const;

function withSearch(path: string, search: Record<string, string | undefined>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(search)) {
    if (value !== undefined) parameters.set(name, value);
  }
  const text = parameters.toString();
  return text === "" ? path : `${path}?${text}`;
}
