import type { SeededRandom } from "./seeded-random.ts";

/** What a user submits. */
export interface Shape {
  name: "small" | "slow" | "file" | "large file" | "single";
  /** Lines of the input, native or OpenAI's. */
  items: Record<string, unknown>[];
  /** In the order of the input. */
  ids: string[];
  isFile: boolean;
}

const MODELS = ["gpt-4o-mini", "gpt-4o", "llama-3.3-70b-instruct"] as const;

function nativeLine(id: string, content: string, model: string): Record<string, unknown> {
  const input = { messages: [{ role: "user", content }] };
  return { customer_item_id: id, operation: "responses", model, input, max_output_tokens: 200 };
}

function openaiLine(id: string, content: string, model: string): Record<string, unknown> {
  const body = { model, messages: [{ role: "user", content }], max_tokens: 200 };
  return { custom_id: id, method: "POST", url: "/v1/chat/completions", body };
}

function shapeOf(
  name: Shape["name"],
  count: number,
  random: SeededRandom,
  sentinel: () => string = () => "",
): Shape {
  const isFile = name === "file" || name === "large file";
  const line = isFile && random.chance(0.5) ? openaiLine : nativeLine;
  const model = random.pick(MODELS);
  const ids = Array.from({ length: count }, (_, at) => `item-${String(at).padStart(5, "0")}`);
  const items = ids.map((id, at) => line(id, `Say ${at} in words.${sentinel()}`, model));
  return { name, ids, items, isFile };
}

/** One of the shapes that a careful user's batches have; `most` bounds the largest. */
export function drawShape(random: SeededRandom, most: number): Shape {
  const draw = random.next();
  if (draw < 0.08) return shapeOf("single", 1, random);
  if (draw < 0.4) return shapeOf("small", random.between(2, 40), random);
  if (draw < 0.7) {
    const delayed = (): string => ` [[sandbox:delay ms=${random.between(50, 900)}]]`;
    return shapeOf("slow", random.between(10, 80), random, delayed);
  }
  if (draw < 0.93) return shapeOf("file", random.between(60, 300), random);
  return shapeOf("large file", random.between(Math.ceil(most / 2), most), random);
}

/** Items as the lines of a file. */
export function jsonl(items: readonly Record<string, unknown>[]): string {
  return items.map((item) => `${JSON.stringify(item)}\n`).join("");
}
