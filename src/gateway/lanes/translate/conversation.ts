import type { Inexpressible } from "./wire-form.ts";

/** Where the bytes of a picture, a document or a recording are. */
export type MediaSource =
  | { kind: "base64"; media_type: string; data: string }
  | { kind: "url"; url: string };

/** How closely a picture is to be looked at. */
export type ImageDetail = "low" | "high" | "original";

export interface TextPart {
  type: "text";
  text: string;
  path: string;
}

export interface MediaPart {
  type: "media";
  kind: "image" | "document" | "audio";
  source: MediaSource;
  /** Null where none was stated: the model decides by itself. */
  detail: ImageDetail | null;
  filename: string | null;
  path: string;
}

export interface ToolCallPart {
  type: "tool_call";
  call_id: string;
  name: string;
  /** As the model wrote them: mostly, but not always, JSON. */
  arguments: string;
  path: string;
}

export interface ToolResultPart {
  type: "tool_result";
  call_id: string;
  parts: (TextPart | MediaPart)[];
  path: string;
}

export interface RefusalPart {
  type: "refusal";
  refusal: string;
  path: string;
}

/** A piece of a turn; `path` says where in the line it stands. */
export type Part = TextPart | MediaPart | ToolCallPart | ToolResultPart | RefusalPart;

/** What one side says. System and developer turns hold text alone; what a tool answered is the user's. */
export interface Turn {
  role: "system" | "developer" | "user" | "assistant";
  parts: Part[];
  path: string;
}

/** A function that the model may call. */
export interface Tool {
  name: string;
  description: string | null;
  /** A JSON schema; null for a function that takes nothing. */
  parameters: Record<string, unknown> | null;
  /** Whether arguments must follow the schema; null leaves it to the form's own default. */
  strict: boolean | null;
  path: string;
}

export type ToolChoice =
  | { mode: "none" | "auto" | "required" }
  | { mode: "named"; name: string }
  | { mode: "allowed"; is_required: boolean; names: string[] };

export type ResponseFormat =
  | { type: "json_object" }
  | {
      type: "json_schema";
      name: string;
      description: string | null;
      schema: Record<string, unknown>;
      strict: boolean | null;
    };

export const REASONING_EFFORTS = [
  "none",
  "minimal",
  "low",
  "medium",
  "high",
  "xhigh",
  "max",
] as const;

/** All settings that some form has a field for; each writer must say of every one how it is written, or why it cannot. */
export interface Settings {
  max_output_tokens: number;
  temperature: number;
  top_p: number;
  top_k: number;
  frequency_penalty: number;
  presence_penalty: number;
  seed: number;
  stop_sequences: string[];
  /** How many answers; more than one. */
  n: number;
  /** Log probabilities of the tokens of the answer, and of how many others at each place. */
  logprobs: number;
  reasoning_effort: (typeof REASONING_EFFORTS)[number];
  verbosity: "low" | "medium" | "high";
  /** Who the end user is, so that a provider can detect abuse. */
  user: string;
  response_format: ResponseFormat;
  tool_choice: ToolChoice;
  parallel_tool_calls: boolean;
}

export type SettingName = keyof Settings;

/** A value and where in the line it stands. */
interface Stated<Value> {
  value: Value;
  path: string;
}

export type StatedSettings = { [Name in SettingName]?: Stated<Settings[Name]> };

/** A request for an answer, in no provider's form. */
export interface Conversation {
  turns: Turn[];
  tools: Tool[];
  settings: StatedSettings;
}

/** What a reader made of an item; what it could not take over stands in `inexpressible`. */
export interface ReadConversation {
  conversation: Conversation;
  inexpressible: Inexpressible[];
}
