/** What each group of endpoints is for, in a sentence. */
export const GROUP_DESCRIPTIONS: Readonly<Record<string, string>> = {
  accounts: "Registering, verifying, signing in, passwords, credits.",
  apiKeys: "Long-lived keys for programs.",
  catalog: "Models, lanes, prices and the gateway's health.",
  quotes: "Prices and routes, locked for ten minutes.",
  files: "Input files, checked line by line as they stream in.",
  batches: "Submitting batches, watching them, fetching results and bills.",
  webhooks: "Signed deliveries: the default endpoint and the log of what was sent.",
  workflows: "Single-step agent loops.",
  openai:
    "What an unmodified OpenAI client calls with `/v1/openai/v1` as its base URL, over the same files and batches.",
  local: "Aids of a gateway in local mode: mailbox, webhook inboxes, sandbox, rehearsals.",
};
