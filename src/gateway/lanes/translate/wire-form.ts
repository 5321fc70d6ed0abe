import type { Operation } from "#contract/catalog.ts";
import type { ManifestFormat } from "#contract/manifest/line-format.ts";

/**
 * The forms that upstreams speak: OpenAI's chat completions, responses and embeddings, Anthropic's Messages, Gemini's
 * generateContent (the `request` of one line of its batch input).
 */
export const WIRE_FORMS = [
  "chat_completions",
  "responses",
  "messages",
  "generate_content",
  "embeddings",
] as const;

export type WireForm = (typeof WIRE_FORMS)[number];

/** What translation needs of an item: a `ManifestItem` at preflight and a `LaneRequest` at call time both have it. */
export interface TranslatableItem {
  format: ManifestFormat;
  operation: Operation;
  /** The endpoint whose request `body` is; it decides the item's form, and the form of its answer. */
  url: string;
  body: unknown;
  max_output_tokens: number | null;
  /** A native line's own; what an OpenAI line states stands in its body. */
  temperature: number | null;
}

/** Where a request is to go. */
export interface WireTarget {
  form: WireForm;
  /** The model's name at the upstream. */
  model: string;
  /** The most tokens that the model writes: stated to a form that demands a limit, where the item states none. */
  max_output_tokens: number;
  /**
   * The one name under which a chat upstream knows the limit, for servers that follow OpenAI's older form alone. Left out,
   * the item's own name for it is kept, and `max_completion_tokens` written where it has none.
   */
  chat_limit_field?: "max_completion_tokens" | "max_tokens";
}

/** A field that the other form has no place for, named by its path in the line as the validator names paths. */
export interface Inexpressible {
  path: string;
  message: string;
}

/** Tells of something that cannot be expressed. */
export type Report = (path: string, message: string) => void;

/** A body in the making. */
export type WireBody = Record<string, unknown>;

/** A request as the upstream takes it, or all that stands in its way. */
export type WireRequest = { body: WireBody } | { inexpressible: Inexpressible[] };

/** An answer as it came, parsed once by whoever received it. */
export interface WireAnswer {
  /** The exact text, kept when the item asked for this form. */
  body_json: string;
  /** What `body_json` says. */
  value: unknown;
  /** Unix seconds; stands in where the form of the answer carries no time. */
  received_at: number;
}

/** Why an answer ended, in the words of chat completions. */
export type Finish = "stop" | "length" | "tool_calls" | "content_filter";

/** An answer in the form that the item asked for; refusals, filtered and cut answers are answers. */
export interface TranslatedAnswer {
  body_json: string;
  /** Cached tokens and thoughts are counted in; null when the upstream stated none that can be billed by. */
  usage: { input_tokens: number; output_tokens: number } | null;
  finish: Finish;
}

/** An answer that holds nothing to keep, with what the upstream said of it. */
export interface UnreadableAnswer {
  unreadable: string;
  /** The upstream's own error code; null when it gave none. */
  provider_code: string | null;
}
