import { drawsFor, type Draws } from "./chance.ts";

const LABEL = "(Sandbox answer: made by rule, not by a model.)";
const MAX_QUOTE = 240;

/**
 * A short text that looks like an answer to the prompt and says in a line of its own that it is none; a label where
 * one was asked for stands alone. Depends on the seed, the id and the prompt, and on nothing else.
 */
export function composeText(seed: number, customId: string, prompt: string): string {
  const draws = drawsFor("answer", seed, customId, prompt);
  const labels = labelsIn(prompt);
  if (labels.length > 1) return draws.pick(labels) ?? LABEL;
  if (asksForNumber(prompt)) return numberAnswer(prompt, draws);
  if (/\bsummar(?:y|i[sz]e)/i.test(prompt))
    return `In short: ${quote(longestOf(sentencesOf(prompt)))}\n${LABEL}`;
  return generalAnswer(prompt, draws);
}

const COMMON_LABELS = [
  ["positive", "negative", "neutral", "mixed"],
  ["spam", "not spam", "ham"],
  ["yes", "no"],
  ["true", "false"],
  ["low", "medium", "high", "urgent"],
] as const;

/** The labels that a classification prompt offers: a written list, else well-known ones that it names. */
function labelsIn(prompt: string): string[] {
  if (
    !/\b(?:classif|categor|label|sentiment|one of|answer (?:only )?(?:with )?(?:yes|true))/i.test(
      prompt,
    )
  )
    return [];
  const list =
    /\b(?:one of|labels?|categories|classes|options)\b[^:\n]{0,30}:\s*([^\n.]{3,200})/i.exec(
      prompt,
    )?.[1];
  if (list !== undefined) {
    const labels = list
      .split(/,|\||;|\bor\b/)
      .map((label) => label.replace(/^[\s"'`([]+|[\s"'`)\]]+$/g, ""));
    return labels.filter((label) => label.length > 0 && label.length <= 40);
  }
  const lower = prompt.toLowerCase();
  for (const known of COMMON_LABELS) {
    const named = known.filter((label) => new RegExp(`\\b${label}\\b`).test(lower));
    if (named.length > 1) return named;
  }
  return [];
}

function asksForNumber(prompt: string): boolean {
  return (
    prompt.includes("####") ||
    (/\d/.test(prompt) &&
      /\b(?:how (?:many|much)|calculate|what is the (?:sum|total))\b/i.test(prompt))
  );
}

/** Restates a fact, shows a sum of the prompt's own numbers and ends as such prompts ask: with #### and a number. */
function numberAnswer(prompt: string, draws: Draws): string {
  const facts = sentencesOf(prompt).filter((sentence) => /\d/.test(sentence));
  const fact = draws.pick(facts) ?? sentencesOf(prompt).at(-1) ?? "";
  const numbers = numbersOf(facts.join(" "));
  const first = draws.pick(numbers) ?? draws.whole(2, 12);
  const second = draws.pick(numbers) ?? draws.whole(2, 12);
  const [sign, result] = draws.pick([
    ["+", first + second],
    ["×", first * second],
  ] as const) ?? ["+", first + second];
  return [
    `The question states: ${quote(fact)}`,
    `Two of its numbers taken together: ${first} ${sign} ${second} = ${result}`,
    LABEL,
    `#### ${result}`,
  ].join("\n");
}

function generalAnswer(prompt: string, draws: Draws): string {
  const opening =
    draws.pick(["The prompt says", "What was sent in reads", "Taken from the prompt"]) ?? "";
  const words = wordsOf(prompt);
  return `${opening}: ${quote(longestOf(sentencesOf(prompt)))}\nIt has ${words} ${words === 1 ? "word" : "words"}.\n${LABEL}`;
}

function wordsOf(text: string): number {
  let words = 0;
  let wasSpace = true;
  for (let place = 0; place < text.length; place += 1) {
    const space = isSpace(text.charCodeAt(place));
    if (wasSpace && !space) words += 1;
    wasSpace = space;
  }
  return words;
}

function isSpace(code: number): boolean {
  if (code < 128) return code === 32 || (code >= 9 && code <= 13);
  return /\s/.test(String.fromCharCode(code));
}

function sentencesOf(text: string): string[] {
  const sentences = text.split(/(?<=[.!?])\s+|\n+/).map((sentence) => sentence.trim());
  return sentences.filter((sentence) => sentence !== "");
}

function longestOf(sentences: readonly string[]): string {
  return sentences.reduce(
    (longest, sentence) => (sentence.length > longest.length ? sentence : longest),
    "",
  );
}

/** Whole numbers small enough that their product is exact. */
function numbersOf(text: string): number[] {
  const written = text.match(/\d[\d,]*/g) ?? [];
  return written
    .map((digits) => Number(digits.replaceAll(",", "")))
    .filter((number) => number < 1_000_000);
}

function quote(sentence: string): string {
  let end = 0;
  for (let characters = 0; characters < MAX_QUOTE && end < sentence.length; characters += 1)
    end += (sentence.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return `“${end === sentence.length ? sentence : `${sentence.slice(0, end)}…`}”`;
}
