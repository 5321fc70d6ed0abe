import type { InputFile } from "#contract/files.ts";
import type { Quote } from "#contract/quotes.ts";
import { formatCount } from "../../format/counts.ts";

/**
 * How a quote stands to a file. `fits`: locked for it, or for at least as much. `perhaps`: the gateway prices the real items
 * and may refuse. `short`: it will refuse.
 */
export type QuoteFit =
  | { kind: "fits" }
  | { kind: "perhaps" | "short"; reason: string }
  | { kind: "expired" | "used" };

/** Whether a batch of this file may be submitted on this quote, as far as it can be told before. `hasRunOut`: its time is up. */
export function quoteFit(quote: Quote, file: InputFile, hasRunOut: boolean): QuoteFit {
  if (quote.status === "used") return { kind: "used" };
  if (quote.status === "expired" || hasRunOut) return { kind: "expired" };
  const { pricing_estimate } = quote;
  if (quote.input_file_id === file.id && pricing_estimate.basis === "file") return { kind: "fits" };
  const uncovered = file.groups.find(
    ({ models }) => !models.some((model) => quote.models.includes(model)),
  );
  if (uncovered !== undefined) {
    const asked = uncovered.models.join(" or ");
    return {
      kind: "short",
      reason: `It covers ${quote.models.join(", ")}; the file asks for ${asked}.`,
    };
  }
  const input = sum(file, ({ input_tokens }) => input_tokens);
  if (input > pricing_estimate.input_tokens) {
    return {
      kind: "perhaps",
      reason: moreThan("input tokens", input, pricing_estimate.input_tokens),
    };
  }
  // What the quote assumed for an item that states no limit.
  const assumed = Math.ceil(pricing_estimate.output_tokens / Math.max(1, quote.item_count));
  const output = sum(
    file,
    (group) => group.max_output_tokens + group.items_without_max_output_tokens * assumed,
  );
  if (output > pricing_estimate.output_tokens) {
    return {
      kind: "perhaps",
      reason: moreThan("output tokens", output, pricing_estimate.output_tokens),
    };
  }
  return { kind: "fits" };
}

function sum(file: InputFile, figure: (group: InputFile["groups"][number]) => number): number {
  return file.groups.reduce((total, group) => total + figure(group), 0);
}

function moreThan(what: string, has: number, quoted: number): string {
  return `The file has about ${formatCount(has)} ${what}; the quote was for ${formatCount(quoted)}.`;
}
