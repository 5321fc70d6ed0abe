import type { TranslatableItem } from "./wire-form.ts";

/** The forms that an item's body may have, and in which it wants its answer. */
export const ITEM_FORMS = ["chat_completions", "responses", "embeddings"] as const;
export type ItemForm = (typeof ITEM_FORMS)[number];

/** An item's form, by its operation and its path; all else is a chat completion, as the sandbox has it. */
export function itemFormOf(item: Pick<TranslatableItem, "operation" | "url">): ItemForm {
  if (item.operation === "embeddings" || item.url.endsWith("/embeddings")) return "embeddings";
  return item.url.endsWith("/responses") ? "responses" : "chat_completions";
}

/** Where an item's body stands in its line. */
export function bodyPathOf(item: Pick<TranslatableItem, "format">): string {
  return item.format === "native" ? "input" : "body";
}
