import { withoutSandboxSentinels, type SandboxSentinel } from "#contract/sandbox-sentinels.ts";
import { estimateTextTokens } from "#contract/manifest/token-estimate.ts";
import type { LaneRequest } from "../lane.ts";
import { composeText } from "./answer-text.ts";
import { cutToTokens } from "./cut-to-tokens.ts";
import { composeJson, jsonWishOf } from "./json-answer.ts";

const REFUSAL = "I can't help with that. (Sandbox: the item asked for a refusal.)";
const FILLER_LINE = `${"Sandbox text of the size that the item asked for ".padEnd(63, ".")}\n`;
const BYTES_PER_KB = 1_024;

/** What the sandbox says to an item, before it is put into a provider's form. */
export interface WrittenAnswer {
  text: string;
  finish: "stop" | "length";
  isRefusal: boolean;
  /** By the estimate that quotes use; never above the request's `max_output_tokens`. */
  output_tokens: number;
}

/** The text for a request: a function of seed, id, prompt and body, whatever the lane and the attempt. */
export function writeAnswer(
  seed: number,
  request: LaneRequest,
  body: Readonly<Record<string, unknown>>,
  sentinels: readonly SandboxSentinel[],
): WrittenAnswer {
  const words = new Set(sentinels.map((sentinel) => sentinel.word));
  if (words.has("empty")) return { text: "", finish: "stop", isRefusal: false, output_tokens: 0 };

  const isRefusal = words.has("refuse");
  const whole = isRefusal ? REFUSAL : wholeText(seed, request, body, sentinels);
  const tokens = estimateTextTokens(whole);
  const wanted = words.has("length") ? Math.floor(tokens / 2) : Number.POSITIVE_INFINITY;
  const most = Math.min(wanted, request.max_output_tokens ?? Number.POSITIVE_INFINITY);
  if (tokens <= most) return { text: whole, finish: "stop", isRefusal, output_tokens: tokens };
  const text = cutToTokens(whole, most);
  return { text, finish: "length", isRefusal, output_tokens: estimateTextTokens(text) };
}

function wholeText(
  seed: number,
  request: LaneRequest,
  body: Readonly<Record<string, unknown>>,
  sentinels: readonly SandboxSentinel[],
): string {
  const size = sentinels.find((sentinel) => sentinel.word === "size");
  if (size !== undefined) return fillerText(size.kb * BYTES_PER_KB);
  const prompt = withoutSandboxSentinels(request.prompt_text);
  const wish = jsonWishOf(body, prompt);
  if (wish !== undefined) return composeJson(seed, request.custom_id, prompt, wish);
  return composeText(seed, request.custom_id, prompt);
}

/** Exactly this many bytes of plain ASCII in short lines. */
function fillerText(sizeBytes: number): string {
  return FILLER_LINE.repeat(Math.ceil(sizeBytes / FILLER_LINE.length)).slice(0, sizeBytes);
}
