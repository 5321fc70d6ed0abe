import { isRecord } from "#contract/manifest/prompt.ts";

/** One part of a prompt: who says it and what. */
interface Turn {
  role: string;
  text: string;
}

export interface InputReading {
  /** Undefined when the line is none that we know. */
  custom_id: string | undefined;
  turns: readonly Turn[];
}

/** A line of an input file of either format as people read it: who says what. Never throws. */
export function readInput(line: unknown): InputReading {
  if (!isRecord(line)) return { custom_id: undefined, turns: [] };
  const id = line.customer_item_id ?? line.custom_id;
  const body = isRecord(line.input) ? line.input : isRecord(line.body) ? line.body : {};
  return { custom_id: typeof id === "string" ? id : undefined, turns: turnsOf(body) };
}

/** The start of what is asked: the last thing the user says, on one line. */
export function inputExcerpt({ turns }: InputReading, maxCharacters: number): string {
  const asked = turns.findLast(({ role }) => role === "user") ?? turns.at(-1);
  return excerpt(asked?.text ?? "", maxCharacters);
}

/** The start of a text, on one line. */
export function excerpt(text: string, maxCharacters: number): string {
  return text
    .slice(0, maxCharacters * 2)
    .replace(/\s+/g, " ")
    .trim()
    .slice(0, maxCharacters);
}

function turnsOf(body: Record<string, unknown>): Turn[] {
  const turns: Turn[] = [];
  if (typeof body.instructions === "string")
    turns.push({ role: "instructions", text: body.instructions });
  for (const part of [body.messages, body.input]) {
    if (typeof part === "string") turns.push({ role: "user", text: part });
    else if (Array.isArray(part)) turns.push(...part.map((entry: unknown) => turnOf(entry)));
  }
  return turns;
}

function turnOf(entry: unknown): Turn {
  if (typeof entry === "string") return { role: "text", text: entry };
  if (!isRecord(entry)) return { role: "tokens", text: JSON.stringify(entry) };
  const role =
    typeof entry.role === "string"
      ? entry.role
      : typeof entry.type === "string"
        ? entry.type
        : "user";
  return { role, text: contentText(entry.content ?? entry.output) };
}

/** The text of a message's content: a string, or parts of which those that are no text are named. */
export function contentText(content: unknown): string {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return "";
  return content
    .map((part: unknown) => {
      if (typeof part === "string") return part;
      if (!isRecord(part)) return "";
      if (typeof part.text === "string") return part.text;
      if (typeof part.refusal === "string") return part.refusal;
      return typeof part.type === "string" ? `[${part.type}]` : "";
    })
    .join("\n");
}
