/**
 * Fields that are left out of a translated request because the answer is the same without them, each with the reason.
 * This is the whole list: any other field is written, or named as one that cannot be expressed.
 */
export const DROPPED_FIELDS = {
  model: "The lane names the model as its upstream does.",
  metadata: "Labels for the provider's own dashboard; the line's id comes back with the result.",
  store: "Whether the provider keeps the answer for its own dashboard.",
  stream: "The answer to a batch item is delivered whole.",
  stream_options: "Say how a stream is cut; there is none.",
  service_tier: "Speed and price come from the quote.",
  prompt_cache_key: "Decides what a prompt costs the provider, not how it is answered.",
  prompt_cache_options: "Decides what a prompt costs the provider, not how it is answered.",
  prompt_cache_retention: "Decides what a prompt costs the provider, not how it is answered.",
  prediction: "A guess at the answer that makes it come faster, and no other.",
} as const satisfies Readonly<Record<string, string>>;

/** Marks inside a part that, like `prompt_cache_key`, decide what a prompt costs and not how it is answered. */
export const DROPPED_PART_FIELDS = {
  prompt_cache_breakpoint: "Decides what a prompt costs the provider, not how it is answered.",
} as const satisfies Readonly<Record<string, string>>;

/** What a chat answer carries beside its text when it is sent back as a message. */
export const DROPPED_MESSAGE_FIELDS = {
  annotations: "Where an earlier answer found what it says; the text itself is written.",
} as const satisfies Readonly<Record<string, string>>;

/** What a response carries beside its text when it is sent back as an item. */
export const DROPPED_OUTPUT_TEXT_FIELDS = {
  annotations: "Where an earlier answer found what it says; the text itself is written.",
  logprobs: "How sure the model was of an earlier answer; the text itself is written.",
} as const satisfies Readonly<Record<string, string>>;

/** What the Responses API repeats of its own answers in an item that is sent back to it, without a bearing on the next. */
export const DROPPED_ITEM_FIELDS = {
  id: "The provider's name for what it answered earlier.",
  status: "How an earlier answer ended; what it said is written.",
} as const satisfies Readonly<Record<string, string>>;

/** What may stand beside what a tool answered. */
export const DROPPED_RESULT_FIELDS = {
  name: "The function is known by its call.",
} as const satisfies Readonly<Record<string, string>>;

/** What one form has no place for, and what does not change its answer either. */
export const DROPPED_BY_FORM = {
  messages: {
    "response_format.name": "A label; the schema itself is written.",
    "response_format.strict": "The form holds every answer to its schema.",
  },
  generate_content: {
    user: "Who asked is for the detection of abuse.",
    filename: "A label; the bytes themselves are written.",
    "response_format.name": "A label; the schema itself is written.",
    "response_format.strict": "The form holds every answer to its schema.",
  },
} as const satisfies Readonly<Record<string, Readonly<Record<string, string>>>>;
