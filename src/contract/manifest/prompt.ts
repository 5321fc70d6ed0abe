/** What a walk over a prompt meets, in order. */
export interface PromptVisitor {
  text: (text: string) => void;
  /** The start of a message. */
  message: () => void;
  image: () => void;
  /** Input that came as token numbers. */
  tokens: (count: number) => void;
  /** Definitions that a model reads as well: tools and the form of the answer. */
  schema: (schema: unknown) => void;
}

/**
 * Visits all that a model would read of an item's body, whichever of the accepted shapes it has:
 * `messages`, `input` as text, as messages or as texts to embed, `instructions`, `tools`. Never
 * throws; what it does not know it passes by.
 */
export function walkPrompt(body: Readonly<Record<string, unknown>>, visitor: PromptVisitor): void {
  if (typeof body.instructions === "string") visitor.text(body.instructions);
  if (Array.isArray(body.messages))
    for (const message of body.messages) walkMessage(message, visitor);
  if (typeof body.input === "string") visitor.text(body.input);
  else if (Array.isArray(body.input)) walkInputs(body.input, visitor);
  if (body.tools !== undefined && body.tools !== null) visitor.schema(body.tools);
  if (isRecord(body.response_format)) visitor.schema(body.response_format);
  if (isRecord(body.text)) visitor.schema(body.text);
}

/**
 * All text of a prompt that a person wrote, one piece a line: what a lane without a model of its
 * own reads.
 */
export function textOfPrompt(body: Readonly<Record<string, unknown>>): string {
  const texts: string[] = [];
  const ignore = (): void => {};
  const text = (piece: string): void => void texts.push(piece);
  walkPrompt(body, { text, message: ignore, image: ignore, tokens: ignore, schema: ignore });
  return texts.join("\n");
}

/** Whether a parsed value is a JSON object. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function walkInputs(inputs: readonly unknown[], visitor: PromptVisitor): void {
  if (typeof inputs[0] === "number") {
    visitor.tokens(inputs.length);
    return;
  }
  for (const input of inputs) {
    if (typeof input === "string") visitor.text(input);
    else if (Array.isArray(input)) visitor.tokens(input.length);
    else walkMessage(input, visitor);
  }
}

function walkMessage(message: unknown, visitor: PromptVisitor): void {
  if (!isRecord(message)) return;
  visitor.message();
  if (typeof message.content === "string") visitor.text(message.content);
  else if (Array.isArray(message.content))
    for (const part of message.content) walkPart(part, visitor);
  if (typeof message.output === "string") visitor.text(message.output);
}

function walkPart(part: unknown, visitor: PromptVisitor): void {
  if (typeof part === "string") visitor.text(part);
  if (!isRecord(part)) return;
  if (typeof part.text === "string") visitor.text(part.text);
  if (part.type === "image_url" || part.type === "input_image") visitor.image();
}
