import { isRecord } from "#contract/manifest/prompt.ts";

const MOST_CHARACTERS = 200;
const SHOWN_NUMBERS = 3;

/** The first words of an answer, on one line of at most 200 characters; null when it has none. */
export function answerExcerpt(body_json: string): string | null {
  const body: unknown = JSON.parse(body_json);
  if (!isRecord(body)) return null;
  const text = firstVector(body) ?? firstText(body);
  return text === undefined ? null : bounded(text);
}

function bounded(text: string): string | null {
  const characters = [...text.replace(/\s+/g, " ").trim()];
  if (characters.length === 0) return null;
  if (characters.length <= MOST_CHARACTERS) return characters.join("");
  return `${characters.slice(0, MOST_CHARACTERS - 1).join("")}…`;
}

/** Of an embedding, its length and first numbers; one in base64 has no numbers to show. */
function firstVector({ data }: Record<string, unknown>): string | undefined {
  const [first] = Array.isArray(data) ? data : [];
  if (!isRecord(first)) return undefined;
  const { embedding } = first;
  if (typeof embedding === "string") return `An embedding in base64: ${embedding}`;
  if (!Array.isArray(embedding)) return undefined;
  const shown = embedding.slice(0, SHOWN_NUMBERS).join(", ");
  return `An embedding of ${embedding.length} numbers: ${shown}${embedding.length > SHOWN_NUMBERS ? ", …" : ""}`;
}

/** What the model wrote, or why it would not, in the form of chat completions. */
function firstText({ choices }: Record<string, unknown>): string | undefined {
  const [first] = Array.isArray(choices) ? choices : [];
  const message = isRecord(first) ? first.message : undefined;
  if (!isRecord(message)) return undefined;
  const { content, refusal } = message;
  if (typeof content === "string" && content !== "") return content;
  if (Array.isArray(content)) {
    const texts = content.map((part) => (isRecord(part) ? part.text : undefined));
    return texts.filter((part) => typeof part === "string").join(" ");
  }
  return typeof refusal === "string" ? refusal : undefined;
}
