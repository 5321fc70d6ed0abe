import { nearestName } from "./nearest-name.ts";

/** The two forms an input line may have; one file has one of them. */
export const MANIFEST_FORMATS = ["native", "openai_batch"] as const;

/** One form of input line. */
export type ManifestFormat = (typeof MANIFEST_FORMATS)[number];

/** What an item may ask for. */
export const MANIFEST_OPERATIONS = ["responses", "embeddings", "vision"] as const;

/** One thing an item may ask for. */
export type ManifestOperation = (typeof MANIFEST_OPERATIONS)[number];

/** The URLs an OpenAI Batch line may name, with the operation each stands for. */
export const OPERATION_OF_URL = {
  "/v1/chat/completions": "responses",
  "/v1/embeddings": "embeddings",
  "/v1/responses": "responses",
} as const satisfies Record<string, ManifestOperation>;

/** One URL an OpenAI Batch line may name; of a native item, the one it would be sent to. */
export type ManifestUrl = keyof typeof OPERATION_OF_URL;

/** Every URL an OpenAI Batch line may name. */
export const MANIFEST_URLS = Object.keys(OPERATION_OF_URL) as ManifestUrl[]; // its keys are the URLs

/** The field that carries the id of a line. */
export const ID_FIELD: Readonly<Record<ManifestFormat, string>> = {
  native: "customer_item_id",
  openai_batch: "custom_id",
};

const FIELDS: Readonly<Record<ManifestFormat, ReadonlySet<string>>> = {
  native: new Set([
    "customer_item_id",
    "operation",
    "model",
    "input",
    "model_options",
    "metadata",
    "max_output_tokens",
    "temperature",
  ]),
  openai_batch: new Set(["custom_id", "method", "url", "body"]),
};

/** Fields of other APIs and other places, with where their content belongs. */
const BELONGS_IN: Readonly<Record<ManifestFormat, ReadonlyMap<string, string>>> = {
  native: new Map([
    ["id", "customer_item_id"],
    ["custom_id", "customer_item_id"],
    ["messages", "input.messages"],
    ["prompt", "input.input"],
    ["text", "input.input"],
    ["body", "input"],
    ["params", "input"],
    ["max_tokens", "max_output_tokens"],
    ["max_completion_tokens", "max_output_tokens"],
    ["models", "model_options"],
    ["task", "operation"],
  ]),
  openai_batch: new Map([
    ["id", "custom_id"],
    ["customer_item_id", "custom_id"],
    ["endpoint", "url"],
    ["model", "body.model"],
    ["messages", "body.messages"],
    ["input", "body.input"],
    ["max_tokens", "body.max_tokens"],
    ["max_output_tokens", "body.max_output_tokens"],
    ["temperature", "body.temperature"],
    ["metadata", "body.metadata"],
    ["params", "body"],
  ]),
};

/** Whether a line of this format may have a field of this name. */
export function isFieldOf(format: ManifestFormat, name: string): boolean {
  return FIELDS[format].has(name);
}

/** The field that was probably meant by one that the format does not have. */
export function fieldMeantBy(format: ManifestFormat, name: string): string | undefined {
  return BELONGS_IN[format].get(name) ?? nearestName(name, FIELDS[format]);
}

/** The format whose fields the line has more of, or undefined when it has as many of either. */
export function formatOfLine(line: Readonly<Record<string, unknown>>): ManifestFormat | undefined {
  const native = fieldCount(line, "native");
  const openaiBatch = fieldCount(line, "openai_batch");
  if (native === openaiBatch) return undefined;
  return native > openaiBatch ? "native" : "openai_batch";
}

function fieldCount(line: Readonly<Record<string, unknown>>, format: ManifestFormat): number {
  let count = 0;
  for (const name of FIELDS[format]) if (Object.hasOwn(line, name)) count += 1;
  return count;
}
