import type { ItemForm } from "./item-form.ts";
import type { TranslatableItem, WireBody, WireTarget } from "./wire-form.ts";

/**
 * The item's own body for an upstream of its own form: every field as it came, but for the model's name, a stream that
 * nobody would read, what a native line states outside of its body, and the limit's name where the server knows one alone.
 */
export function passThrough(
  item: TranslatableItem,
  form: ItemForm,
  body: Readonly<Record<string, unknown>>,
  target: WireTarget,
): WireBody {
  const { stream: _stream, stream_options: _options, ...kept } = body;
  const passed: WireBody = { ...kept, model: target.model };
  if (form === "embeddings") return passed;
  if (item.format === "native" && item.temperature !== null) passed.temperature = item.temperature;
  return form === "responses"
    ? withResponsesLimit(item, passed)
    : withChatLimit(item, passed, target);
}

function withResponsesLimit(item: TranslatableItem, body: WireBody): WireBody {
  if (item.max_output_tokens === null || isStatedBy(item, body, ["max_output_tokens"])) return body;
  const { max_tokens: _older, max_completion_tokens: _chats, ...kept } = body;
  return { ...kept, max_output_tokens: item.max_output_tokens };
}

function withChatLimit(item: TranslatableItem, body: WireBody, target: WireTarget): WireBody {
  const limit = item.max_output_tokens;
  const { chat_limit_field } = target;
  if (limit === null) return body;
  const names = ["max_completion_tokens", "max_tokens"];
  if (chat_limit_field === undefined && isStatedBy(item, body, names)) return body;
  const {
    max_tokens: _older,
    max_completion_tokens: _newer,
    max_output_tokens: _other,
    ...kept
  } = body;
  return { ...kept, [chat_limit_field ?? "max_completion_tokens"]: limit };
}

/** Whether the body itself states the limit, by a name of its form; a native line's own limit stands above its body. */
function isStatedBy(item: TranslatableItem, body: WireBody, names: readonly string[]): boolean {
  return item.format !== "native" && names.some((name) => (body[name] ?? null) !== null);
}
