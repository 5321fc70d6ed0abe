import type { ManifestFormat } from "#contract/manifest/line-format.ts";

/** One input line in both formats, or in the one that has it. */
interface LineExample {
  title: string;
  format: ManifestFormat;
  line: Record<string, unknown>;
}

const MESSAGES = [
  { role: "system", content: "Sort the ticket: billing, shipping or technical." },
  { role: "user", content: "I was charged twice for order 48213." },
];

/** Input lines as they stand in a file, one of each kind. */
export const LINE_EXAMPLES: readonly LineExample[] = [
  {
    title: "Messages",
    format: "native",
    line: {
      customer_item_id: "ticket-48007",
      operation: "responses",
      model: "gpt-4o-mini",
      input: { messages: MESSAGES },
      max_output_tokens: 200,
    },
  },
  {
    title: "Several acceptable models",
    format: "native",
    line: {
      customer_item_id: "ticket-48008",
      operation: "responses",
      model: "gpt-4o-mini",
      model_options: ["gpt-4.1-mini"],
      input: { input: "Where is my parcel?" },
      metadata: { queue: "shipping" },
    },
  },
  {
    title: "A text to embed",
    format: "native",
    line: {
      customer_item_id: "help-001",
      operation: "embeddings",
      model: "text-embedding-3-small",
      input: { input: "Orders placed before noon leave the warehouse the same day." },
    },
  },
  {
    title: "Chat completion",
    format: "openai_batch",
    line: {
      custom_id: "ticket-48007",
      method: "POST",
      url: "/v1/chat/completions",
      body: { model: "gpt-4o-mini", messages: MESSAGES, max_tokens: 200 },
    },
  },
  {
    title: "Embeddings",
    format: "openai_batch",
    line: {
      custom_id: "help-001",
      method: "POST",
      url: "/v1/embeddings",
      body: {
        model: "text-embedding-3-small",
        input: "Orders placed before noon leave the warehouse the same day.",
      },
    },
  },
];
