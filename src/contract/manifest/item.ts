import type { ManifestFormat, ManifestOperation, ManifestUrl } from "./line-format.ts";

/** One line of an input, the same whatever format it came in. */
export interface ManifestItem {
  /** The line's id: `customer_item_id` of a native line, `custom_id` of an OpenAI Batch line. */
  custom_id: string;
  format: ManifestFormat;
  operation: ManifestOperation;
  /** The acceptable models, the preferred one first, each once. */
  models: string[];
  /** The endpoint whose request `body` is. */
  url: ManifestUrl;
  /** The part that the format leaves free, as it came: `input` of a native line, else `body`. */
  body: Record<string, unknown>;
  /** Null when the line states none. */
  max_output_tokens: number | null;
  /** Null when the line states none. */
  temperature: number | null;
  /** Null when the line has none; an OpenAI Batch line has none outside of its body. */
  metadata: Record<string, unknown> | null;
}
