import { type JsonToken, prettyJson } from "./pretty-json.ts";

/** Above these a value is shown as a preview until asked for: colours cost an element each. */
export const GATE = { nodes: 2_000, characters: 64 * 1024 };
const PREVIEW = { nodes: 120, characters: 6_000 };
/** Above this a value is not put on the page at all, only downloaded. */
export const SHOWABLE_CHARACTERS = 4 * 1024 * 1024;

/** What may be shown of a JSON text at once. */
export type GatedJson =
  | { kind: "whole"; tokens: JsonToken[] }
  | { kind: "preview"; tokens: JsonToken[]; canShowAll: boolean };

/** The whole of a small JSON text, or the beginning of a large one; the work done is bounded either way. */
export function gateJson(source: string): GatedJson {
  const whole = prettyJson(source, GATE);
  if (!whole.isCut) return { kind: "whole", tokens: whole.tokens };
  return {
    kind: "preview",
    tokens: prettyJson(source, PREVIEW).tokens,
    canShowAll: source.length <= SHOWABLE_CHARACTERS,
  };
}

/** All of a large JSON text in one plain string: a text node of megabytes is cheap where spans are not. */
export function printWholeJson(source: string): string {
  const { tokens } = prettyJson(source, { nodes: Infinity, characters: Infinity });
  return tokens.map((token) => token.text).join("");
}
