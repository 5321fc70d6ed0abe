/** The failures that a sentinel can ask for. The provider's own are tried again, the others are final. */
export const SANDBOX_FAIL_CODES = [
  "provider_429",
  "provider_500",
  "provider_timeout",
  "provider_broken_json",
  "provider_half_answer",
  "content_policy",
  "invalid_input",
  "context_length",
] as const;
type SandboxFailCode = (typeof SANDBOX_FAIL_CODES)[number];

const MAX_DELAY_MS = 600_000;
const MAX_SIZE_KB = 1_024;
const MAX_TIMES = 100;

interface SentinelEntry {
  /** How it is written, with all that it can carry. */
  syntax: string;
  example: string;
  /** What the sandbox does with an item whose text has it. */
  effect: string;
}

/** Every sentinel that a sandbox lane obeys, by its word: write it anywhere in an item's text. */
export const SANDBOX_SENTINELS = {
  fail: {
    syntax: `[[sandbox:fail code=${SANDBOX_FAIL_CODES.join("|")} times=once|n|always lane=lane_id]]`,
    example: "[[sandbox:fail code=provider_429 times=2]]",
    effect:
      "Fails with this code. times=n fails the first n attempts on each lane, so that attempt n + 1 succeeds; once is n = 1; always, which holds when times is left out, fails every attempt. lane= fails on that lane alone, so that the work climbs down the ladder.",
  },
  delay: {
    syntax: "[[sandbox:delay ms=n]]",
    example: "[[sandbox:delay ms=1500]]",
    effect: `Waits n milliseconds more than the lane takes, at most ${MAX_DELAY_MS}; not divided by the speed setting.`,
  },
  refuse: {
    syntax: "[[sandbox:refuse]]",
    example: "[[sandbox:refuse]]",
    effect: "Answers with a refusal in the provider's form: a success whose text is withheld.",
  },
  length: {
    syntax: "[[sandbox:length]]",
    example: "[[sandbox:length]]",
    effect: 'Stops in mid-answer as if the token limit were reached: finish_reason "length".',
  },
  empty: {
    syntax: "[[sandbox:empty]]",
    example: "[[sandbox:empty]]",
    effect: "Answers with an empty text.",
  },
  size: {
    syntax: "[[sandbox:size kb=n]]",
    example: "[[sandbox:size kb=64]]",
    effect: `Answers with n KiB of text, at most ${MAX_SIZE_KB}; the item's max_output_tokens still cuts it.`,
  },
} as const satisfies Record<string, SentinelEntry>;

type SentinelWord = keyof typeof SANDBOX_SENTINELS;

/** One sentinel, read. `times` is how many attempts fail on each lane; `lane` null means on every lane. */
export type SandboxSentinel =
  | { word: "fail"; code: SandboxFailCode; times: number | "always"; lane: string | null }
  | { word: "delay"; ms: number }
  | { word: "size"; kb: number }
  | { word: "refuse" | "length" | "empty" };

/** What a text asks of the sandbox. `problem`, when not null, says in a sentence what is wrong with the first bad sentinel. */
interface SentinelReading {
  sentinels: SandboxSentinel[];
  problem: string | null;
}

// The length is bounded so that a text full of openings is still read in linear time.
const OPENING = "[[sandbox:";
const SENTINEL = /\[\[sandbox:([^\][]{0,300})\]\]/g;

/** Reads every sentinel of a text, in order. Never throws; stops at the first that it cannot understand. */
export function readSandboxSentinels(text: string): SentinelReading {
  const sentinels: SandboxSentinel[] = [];
  if (!text.includes(OPENING)) return { sentinels, problem: null };
  for (const [written, inside = ""] of text.matchAll(SENTINEL)) {
    const read = readSentinel(inside);
    if (typeof read === "string") return { sentinels, problem: `${written}: ${read}` };
    sentinels.push(read);
  }
  return { sentinels, problem: null };
}

/** The text without its sentinels: what is left to answer. */
export function withoutSandboxSentinels(text: string): string {
  return text.replace(SENTINEL, "").trim();
}

/** A sentinel, or what is wrong with it. */
function readSentinel(inside: string): SandboxSentinel | string {
  const [word = "", ...pairs] = inside.trim().split(/\s+/);
  if (!isSentinelWord(word)) {
    return `"${word}" is no sandbox sentinel; there are ${Object.keys(SANDBOX_SENTINELS).join(", ")}`;
  }
  const parameters = new Map<string, string>();
  for (const pair of pairs) {
    const [, name, value] = /^([a-z]+)=(\S+)$/.exec(pair) ?? [];
    if (name === undefined || value === undefined) return `"${pair}" is not written name=value`;
    parameters.set(name, value);
  }
  const allowed: readonly string[] = PARAMETERS[word];
  for (const name of parameters.keys()) {
    if (!allowed.includes(name))
      return `${word} takes ${allowed.join(", ") || "nothing"}, not "${name}"`;
  }
  return sentinelOf(word, parameters);
}

const PARAMETERS: Record<SentinelWord, readonly string[]> = {
  fail: ["code", "times", "lane"],
  delay: ["ms"],
  size: ["kb"],
  refuse: [],
  length: [],
  empty: [],
};

function sentinelOf(
  word: SentinelWord,
  parameters: ReadonlyMap<string, string>,
): SandboxSentinel | string {
  if (word === "fail") return failSentinel(parameters);
  if (word === "delay") {
    const ms = wholeNumber(parameters.get("ms"), MAX_DELAY_MS);
    return ms === undefined ? `delay takes ms=0 to ms=${MAX_DELAY_MS}` : { word, ms };
  }
  if (word === "size") {
    const kb = wholeNumber(parameters.get("kb"), MAX_SIZE_KB);
    return kb === undefined ? `size takes kb=0 to kb=${MAX_SIZE_KB}` : { word, kb };
  }
  return { word };
}

function failSentinel(parameters: ReadonlyMap<string, string>): SandboxSentinel | string {
  const code = SANDBOX_FAIL_CODES.find((known) => known === parameters.get("code"));
  if (code === undefined) return `fail takes code=${SANDBOX_FAIL_CODES.join(" or code=")}`;
  const written = parameters.get("times") ?? "always";
  const times =
    written === "always" ? written : wholeNumber(written === "once" ? "1" : written, MAX_TIMES);
  if (times === undefined)
    return `times is once, always or a number up to ${MAX_TIMES}, not "${written}"`;
  return { word: "fail", code, times, lane: parameters.get("lane") ?? null };
}

function isSentinelWord(word: string): word is SentinelWord {
  return Object.hasOwn(SANDBOX_SENTINELS, word);
}

function wholeNumber(written: string | undefined, most: number): number | undefined {
  if (written === undefined || !/^\d{1,7}$/.test(written)) return undefined;
  const number = Number(written);
  return number <= most ? number : undefined;
}
