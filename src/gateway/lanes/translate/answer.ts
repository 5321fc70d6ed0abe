import { isRecord } from "#contract/manifest/prompt.ts";
import type { Finish, UnreadableAnswer } from "./wire-form.ts";

/** A page that an answer names as its source, by the characters that rest on it. */
export interface Citation {
  start_index: number;
  end_index: number;
  title: string;
  url: string;
}

export interface AnswerText {
  type: "text";
  text: string;
  citations: Citation[];
  /** As chat completions list them, one entry a token; null when none came. */
  logprobs: unknown[] | null;
}

interface AnswerRefusal {
  type: "refusal";
  refusal: string;
  logprobs: unknown[] | null;
}

export interface AnswerCall {
  type: "tool_call";
  call_id: string;
  name: string;
  /** JSON, as the model wrote it. */
  arguments: string;
}

/** What the model thought before it answered, as far as its provider shows it. */
interface AnswerThought {
  type: "thought";
  text: string;
}

export type AnswerPart = AnswerText | AnswerRefusal | AnswerCall | AnswerThought;

/** One of the answers to a request; all but those that asked for several have one. */
export interface Choice {
  parts: AnswerPart[];
  finish: Finish;
}

/** Tokens by which a call is billed: cached ones are part of the input, thoughts of the output. */
export interface AnswerUsage {
  input_tokens: number;
  cached_input_tokens: number;
  output_tokens: number;
  thought_tokens: number;
}

/** An answer in no provider's form; null where the provider's form does not say. */
export interface Answer {
  id: string | null;
  /** Unix seconds. */
  created_at: number | null;
  model: string | null;
  /** At least one. */
  choices: Choice[];
  usage: AnswerUsage | null;
}

/** An answer without anything to keep. */
export function unreadable(why: string, provider_code: string | null = null): UnreadableAnswer {
  return { unreadable: why, provider_code };
}

/** What an upstream says went wrong, in the field `error` of its answer; undefined when it says nothing. */
export function errorOf(answer: Readonly<Record<string, unknown>>): UnreadableAnswer | undefined {
  const { error } = answer;
  if (!isRecord(error)) return undefined;
  const code = textOf(error.code) ?? textOf(error.status) ?? textOf(error.type);
  return unreadable(textOf(error.message) ?? "The upstream answered with an error.", code ?? null);
}

/** A text that says something; undefined for anything else. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The objects of a list; none when it is no list. */
export function recordsOf(value: unknown): Record<string, unknown>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

/** An object, or one without fields. */
export function recordOf(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

/** A count that can be billed; undefined for anything else. */
export function countOf(value: unknown): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 ? Number(value) : undefined;
}

/** A text of an answer without sources. */
export function answerText(text: string): AnswerText {
  return { type: "text", text, citations: [], logprobs: null };
}

/** How a choice ended: a call that was made ends it, where the form itself says no more than that it stopped. */
export function finishOf(parts: readonly AnswerPart[], stated: Finish): Finish {
  return stated === "stop" && parts.some(({ type }) => type === "tool_call")
    ? "tool_calls"
    : stated;
}
