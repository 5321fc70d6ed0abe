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

/** A good line as it is told of while lines are judged: what most want to know, and the rest for who asks during the call. */
export interface AcceptedItem extends Pick<
  ManifestItem,
  "custom_id" | "operation" | "models" | "url"
> {
  read: () => ManifestItem;
}

/** The same of an item that has been read. */
export function acceptedItem(item: ManifestItem): AcceptedItem {
  const { custom_id, operation, models, url } = item;
  return { custom_id, operation, models, url, read: () => item };
}
