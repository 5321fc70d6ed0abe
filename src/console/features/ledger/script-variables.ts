import type { Variable } from "./session-values.ts";

/** What a script does not learn from the answers that it gets. */
export interface Needs {
  /** Null: it has to be said, since a session of production is not made again there by accident. */
  address: string | null;
  email: string | undefined;
  /** Names of shell variables that the requests use and no answer fills. */
  needed: ReadonlySet<string>;
  /** File name → variable. */
  files: ReadonlyMap<string, string>;
  /** Ids of what was made before the session. */
  given: readonly Variable[];
}

/** What is asked for when a request uses the variable on the left. */
const ASKED_FOR: Readonly<Record<string, Omit<Variable, "value">>> = {
  BATCHROUTER_SESSION: { name: "BATCHROUTER_SESSION", what: "a session token" },
  BATCHROUTER_API_KEY: { name: "BATCHROUTER_API_KEY", what: "an API key" },
  PASSWORD_JSON: { name: "BATCHROUTER_PASSWORD", what: "the password of the account" },
  WEBHOOK_SECRET_JSON: {
    name: "BATCHROUTER_WEBHOOK_SECRET",
    what: "the secret that webhooks are signed with",
  },
  HIDDEN_JSON: { name: "BATCHROUTER_HIDDEN", what: "what the ledger replaced in a body" },
};

/** The variables at the top of a script: the address first, then all that has to be known before it begins. */
export function scriptVariables({ address, email, needed, files, given }: Needs): Variable[] {
  const account = "the account; one that is not registered yet, where the session registers it";
  return [
    { name: "BATCHROUTER_URL", value: address, what: "the address where it is made again" },
    ...(email === undefined ? [] : [{ name: "BATCHROUTER_EMAIL", value: email, what: account }]),
    ...Object.entries(ASKED_FOR)
      .filter(([name]) => needed.has(name))
      .map(([, variable]) => ({ ...variable, value: null })),
    ...Array.from(files, ([value, name]) => ({ name, value, what: "a file to upload" })),
    ...given,
  ];
}
